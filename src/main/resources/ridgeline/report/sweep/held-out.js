'use strict';

/* exported heldOutSection */

/** Predictions of held-out rows: counts of rows in bins. */
const heldOutSection = (() => {
  const {whole, short, byId} = page;

  /** Rectangles of the bins that have rows. */
  function rectangles(pairs) {
    const widthX = (pairs.x.to - pairs.x.from) / pairs.x.bins;
    const widthY = (pairs.y.to - pairs.y.from) / pairs.y.bins;
    return pairs.counts.map(([column, row, count]) => [
      pairs.x.from + column * widthX,
      pairs.x.from + (column + 1) * widthX,
      pairs.y.from + row * widthY,
      pairs.y.from + (row + 1) * widthY,
      count,
    ]);
  }

  /** Powers of ten, so that small counts are visible beside large ones. */
  function countPieces(largest) {
    const pieces = [];
    for (let from = 1; from <= largest; from *= 10) {
      pieces.push({min: from, max: from * 10 - 1, label: from === 1 ? '1+' : `${whole(from)}+`});
    }
    return pieces;
  }

  function countScale(colors, largest) {
    return {
      type: 'piecewise',
      seriesIndex: 0,
      dimension: 4,
      pieces: countPieces(largest),
      orient: 'horizontal',
      left: 'center',
      top: 0,
      itemWidth: 14,
      inRange: {color: colors.scale},
      textStyle: {color: colors.text},
    };
  }

  function binAxis(colors, name, min, max, more) {
    const formatter = (value) => short(value, 3);
    const axisLabel = {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter};
    return page.axis(colors, name, {type: 'value', min, max, axisLabel, ...more});
  }

  function perfectLine(colors, points) {
    return {
      type: 'line',
      name: 'perfect',
      data: points,
      showSymbol: false,
      silent: true,
      z: 10,
      itemStyle: {color: colors.negative},
      lineStyle: {width: 1.5, type: 'dashed'},
      tooltip: {show: false},
    };
  }

  /** line: the ends of both axes -> the ends of the line of perfect predictions */
  function binsOption(bins, xName, yName, line) {
    const low = (k) => Math.min(...bins.map((bin) => bin[k]));
    const high = (k) => Math.max(...bins.map((bin) => bin[k]));
    const ends = [low(0), high(1), low(2), high(3)];
    return (colors) => ({
      grid: {left: 78, right: 20, top: 50, bottom: 50},
      tooltip: page.tooltip(colors, {
        formatter: (item) =>
          `predicted ${short(item.value[0], 3)} to ${short(item.value[1], 3)}\n${yName} ${short(item.value[2], 3)} to ` +
          `${short(item.value[3], 3)}\n${whole(item.value[4])} rows`,
      }),
      visualMap: countScale(colors, high(4)),
      xAxis: binAxis(colors, xName, ends[0], ends[1]),
      yAxis: binAxis(colors, yName, ends[2], ends[3], {nameGap: 56}),
      series: [page.rectangles('rows', bins), perfectLine(colors, line(...ends))],
    });
  }

  function diagonal(x0, x1, y0, y1) {
    const [from, to] = [Math.max(x0, y0), Math.min(x1, y1)];
    return [
      [from, from],
      [to, to],
    ];
  }

  function level(x0, x1) {
    return [
      [x0, 0],
      [x1, 0],
    ];
  }

  function leftOut({observed, residuals, deviations}) {
    const rows = observed.counts.reduce((sum, bin) => sum + bin[2], 0) + observed.outside;
    return [
      [observed.outside, 'Observed', `which are predicted or observed more than ${deviations} deviations from the mean of the label`],
      [
        residuals.outside,
        'Residuals',
        `which have a residual of more than ${deviations} times the CV RMSE, or are predicted more than ${deviations} deviations from the mean`,
      ],
    ]
      .filter(([outside]) => outside > 0)
      .map(([outside, what, where]) => `The chart "${what} against predicted" omits ${whole(outside)} of ${whole(rows)} rows, ${where}.`);
  }

  function countsTable(caption, what, bins) {
    return page.table(
      caption,
      [
        {name: 'predicted from', value: (bin) => bin[0]},
        {name: `${what} from`, value: (bin) => bin[2]},
        {name: 'rows', value: (bin) => bin[4], show: (bin) => whole(bin[4])},
      ],
      bins,
    );
  }

  function showPairs(place, {sweep, label}, pairs, {what, yName, line, caption}) {
    if (pairs.counts.length === 0) {
      place.replaceChildren(`${caption}: all rows are outside the range of the chart.`);
      return;
    }
    const bins = rectangles(pairs);
    page.chart(
      place.querySelector('.chart'),
      `${caption}, for held-out rows; perfect predictions would be on the dashed line. ` +
        `The R² on these rows is ${short(sweep.selected.r2)}.`,
      binsOption(bins, `predicted ${label}`, yName, line),
    );
    page.behind(place, 'Table of counts', () => countsTable(caption, what, bins));
  }

  function show(data) {
    const {heldOut, label} = data;
    if (heldOut === null) {
      byId('held-out-note').textContent = 'Not computed because report.heldOut is false, which saves a pass over the data.';
      byId('observed').parentElement.remove();
      return;
    }
    byId('held-out-note').textContent = [
      'Each row is predicted by the fit of the chosen cell that did not see its fold.',
      ...leftOut(heldOut),
    ].join(' ');
    showPairs(byId('observed'), data, heldOut.observed, {
      what: 'observed',
      yName: `observed ${label}`,
      line: diagonal,
      caption: 'Counts of rows by predicted and observed label',
    });
    showPairs(byId('residuals'), data, heldOut.residuals, {
      what: 'residual',
      yName: `residual in ${label}`,
      line: level,
      caption: 'Counts of rows by predicted label and residual',
    });
  }

  return {show};
})();
