'use strict';

/* global retrainBars */
/* exported driftSection */

/** How far each column has drifted. */
const driftSection = (() => {
  const {whole, short, element, byId} = page;
  const {MAX_BARS} = retrainBars;

  function thresholdLine(colors, threshold) {
    return {
      silent: true,
      symbol: 'none',
      precision: 20,
      label: {formatter: `gate.maxDrift ${threshold}`, color: colors.text, position: 'insideEndTop', rotate: 0, align: 'right', offset: [-6, 0]},
      lineStyle: {color: colors.muted, type: 'dashed', width: 1.5},
      data: [{xAxis: threshold}],
    };
  }

  /** The threshold is on the chart, too, where all columns are below it. */
  function upTo(threshold, colors) {
    const axisLabel = {color: colors.text, hideOverlap: true, showMaxLabel: false, formatter: (value) => short(value, 3)};
    return {max: 1.25 * threshold, axisLabel};
  }

  function driftOption(rows, threshold, colors) {
    const isOver = (row) => threshold !== null && row.psi > threshold;
    return retrainBars.option(
      rows.map((row) => ({name: row.column, value: row.psi, color: isOver(row) ? colors.negative : colors.accent})),
      {
        axis: 'population stability index',
        xAxis: threshold === null || isOver(rows[0]) ? {} : upTo(threshold, colors),
        markLine: threshold === null ? undefined : thresholdLine(colors, threshold),
        tooltip: (i) => `${rows[i].column}\nstability index ${short(rows[i].psi)}`,
        series: [],
      },
      colors,
    );
  }

  function number(name, key) {
    return {name, value: (row) => row[key] ?? -Infinity, show: (row) => (row[key] === null ? '' : short(row[key], 5))};
  }

  function driftTable(rows) {
    return page.table(
      'Drift of the columns',
      [
        {name: 'column', text: true, value: (row) => row.column, show: (row) => row.column},
        {name: 'stability index', value: (row) => row.psi, show: (row) => short(row.psi)},
        number('mean now', 'mean'),
        number('mean in training', 'trainingMean'),
        number('deviation now', 'deviation'),
        number('deviation in training', 'trainingDeviation'),
      ],
      rows,
    );
  }

  function note(rows, threshold) {
    const undrawn = rows.length - MAX_BARS;
    const over = rows.filter((row) => row.psi > threshold).length;
    return [
      threshold === null
        ? 'The gate does not look at it, because gate.maxDrift is empty.'
        : `${over === 0 ? 'None' : whole(over)} of ${whole(rows.length)} columns, the label included, ${over === 1 ? 'is' : 'are'} above gate.maxDrift, ${threshold}.`,
      undrawn > 0 ? `${whole(undrawn)} columns that drifted less are only in the table.` : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  function show({verdict, gate}) {
    const {drift, champion} = verdict;
    byId('drift-training').textContent =
      champion === null ? "the candidate's training before them" : `the training of the champion, version ${champion.version}`;
    if (drift.length === 0) {
      byId('drift').replaceChildren(element('p', {}, 'There is no column of which this is known.'));
      return;
    }
    const drawn = drift.slice(0, MAX_BARS);
    byId('drift-note').textContent = note(drift, gate.maxDrift);
    retrainBars.chart(
      byId('drift'),
      `Bar chart of the population stability index of ${whole(drawn.length)} columns, the largest first: ${drawn[0].column}, ` +
        `${short(drawn[0].psi)}. The table below has all values, with means and deviations.`,
      drawn.length,
      (colors) => driftOption(drawn, gate.maxDrift, colors),
    );
    page.behind(byId('drift'), 'Table of the drift', () => driftTable(drift));
  }

  return {show};
})();
