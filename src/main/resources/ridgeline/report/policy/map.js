'use strict';

/* global policyNames */
/* exported mapSection */

/** The heat map of the errors over cadence and rows. */
const mapSection = (() => {
  const {whole, short, element, byId} = page;
  const {full, rows} = policyNames;

  /** With more cadences, numbers do not fit into the cells. */
  const MAX_NUMBERS = 6;

  /** With more rows, the chart is tall. */
  const TALL = 8;

  /** Labels of the rows on two lines. */
  const NARROW = {fontSize: 11, lineHeight: 13, formatter: (name) => name.replace(', ', ',\n')};

  function marks(policy, i, {best, recommended}) {
    return [i === recommended ? '✓' : '', i === best ? '★' : '', policy.failures.length > 0 ? '!' : policy.worse ? '✗' : ''].filter(Boolean).join('');
  }

  /** The rows of trainings: each window with each half-life. */
  function rowsOf({windows, halfLives}) {
    return windows.flatMap((window) => halfLives.map((halfLife) => rows({window, halfLife})));
  }

  function cells({grid, verdict}) {
    const names = rowsOf(grid);
    return verdict.policies.flatMap((policy, i) =>
      policy.rmse === null ? [] : [[grid.cadences.indexOf(policy.cadence), names.indexOf(rows(policy)), policy.rmse, i]],
    );
  }

  function tooltipText(policy) {
    const {ratio} = policy;
    return [
      full(policy),
      `RMSE ${short(policy.rmse, 6)}, R² ${short(policy.r2)}`,
      ...(ratio === null ? [] : [`${short(ratio.estimate, 5)} of the best (${short(ratio.lower, 5)} to ${short(ratio.upper, 5)})`]),
    ].join('\n');
  }

  function errorScale(colors, errors) {
    return {
      type: 'continuous',
      dimension: 2,
      min: Math.min(...errors),
      max: Math.max(...errors),
      orient: 'horizontal',
      left: 'center',
      top: 0,
      calculable: true,
      inRange: {color: [...colors.scale].reverse()},
      textStyle: {color: colors.text},
      formatter: (value) => short(value, 5),
    };
  }

  function category(colors, name, data, more = {}) {
    return page.axis(colors, name, {
      type: 'category',
      data,
      splitLine: {show: false},
      axisTick: {show: false},
      axisLabel: {color: colors.text, interval: 0, ...more.axisLabel},
      ...more.axis,
    });
  }

  function mapOption(report, colors) {
    const {grid, verdict} = report;
    const all = cells(report);
    const narrow = page.narrow.matches;
    return {
      grid: {left: narrow ? 112 : 190, right: 16, top: 60, bottom: 50},
      tooltip: page.tooltip(colors, {formatter: (item) => tooltipText(verdict.policies[item.value[3]])}),
      visualMap: errorScale(colors, all.map((cell) => cell[2])),
      xAxis: category(colors, 'time from one training to the next', grid.cadences),
      yAxis: category(colors, '', rowsOf(grid), {axis: {inverse: true}, axisLabel: narrow ? NARROW : {}}),
      series: [
        {
          type: 'heatmap',
          name: 'RMSE',
          data: all,
          itemStyle: {borderColor: colors.background, borderWidth: 2},
          label: {
            show: grid.cadences.length <= MAX_NUMBERS,
            color: colors.text,
            backgroundColor: colors.background,
            padding: 2,
            formatter: (item) => {
              const i = item.value[3];
              return `${short(item.value[2], narrow ? 4 : 5)} ${marks(verdict.policies[i], i, verdict)}`.trim();
            },
          },
        },
      ],
    };
  }

  function show({report}) {
    const {verdict} = report;
    const all = cells(report);
    if (all.length === 0) {
      byId('map').remove();
      return;
    }
    byId('map-marks').append(element('span', {}, '✓ recommended, ★ the best, ✗ shown to be worse than the best, ! a training fails'));
    const place = byId('map').querySelector('.chart');
    place.classList.toggle('tall', rowsOf(report.grid).length > TALL);
    const named = verdict.recommended === null ? '' : `; recommended is ${full(verdict.policies[verdict.recommended])}`;
    page.chart(
      place,
      `Heat map of the RMSE of ${whole(all.length)} policies over the time between trainings and their rows${named}. The table below has all values.`,
      (colors) => mapOption(report, colors),
    );
  }

  return {show};
})();
