'use strict';

/* global retrainDates */
/* exported partitionsSection */

/** The errors of candidate and champion on each of the newest partitions. */
const partitionsSection = (() => {
  const {whole, short, byId} = page;

  const datesOf = (rows) => rows.map((row) => row.date);

  /** Whether no date has several partitions. */
  const isLine = (rows) => new Set(datesOf(rows)).size === rows.length;

  function modelsOf(rows) {
    return [
      {name: 'candidate', symbol: 'circle', type: 'solid'},
      ...(rows.some((row) => row.champion !== null) ? [{name: 'champion', symbol: 'diamond', type: 'dashed'}] : []),
    ];
  }

  function seriesOf(model, rows, color) {
    return {
      type: isLine(rows) ? 'line' : 'scatter',
      name: model.name,
      data: rows.map((row) => [row.date, row[model.name]]),
      symbol: model.symbol,
      symbolSize: model.symbol === 'diamond' ? 11 : 8,
      showSymbol: true,
      itemStyle: {color},
      lineStyle: {width: 2, type: model.type},
    };
  }

  function partitionsOption(rows, yName, colors) {
    const models = modelsOf(rows);
    const values = rows.flatMap((row) => models.map((model) => row[model.name]));
    return {
      legend: page.legend(colors, {data: models.map((model) => model.name), itemWidth: 36}),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) => [items[0].name, ...items.map((item) => `${item.seriesName} ${short(item.value[1], 6)}`)].join('\n'),
      }),
      xAxis: retrainDates.axis(datesOf(rows), colors),
      yAxis: page.spreadAxis(colors, yName, values, {nameGap: 56}),
      series: models.map((model, i) => seriesOf(model, rows, colors.palette[i])),
    };
  }

  /** By how many percent of the champion's error that of the candidate is smaller. */
  function improvement(row) {
    return 100 * (1 - row.candidate / row.champion);
  }

  function improvementOption(rows, colors) {
    return {
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {formatter: (item) => `${rows[item.dataIndex].partition}\n${short(item.value[1], 3)} % smaller`}),
      xAxis: retrainDates.axis(datesOf(rows), colors),
      yAxis: page.axis(colors, "smaller than the champion's, in %", {type: 'value', nameGap: 56}),
      series: [
        {
          type: isLine(rows) ? 'bar' : 'scatter',
          name: 'improvement',
          barMaxWidth: 40,
          data: rows.map((row) => ({
            value: [row.date, improvement(row)],
            itemStyle: {color: row.candidate > row.champion ? colors.negative : colors.accent},
          })),
        },
      ],
    };
  }

  /** Where a champion's error is 0, there is no share of it. */
  function showImprovement(rows) {
    const shown = rows.filter((row) => row.champion > 0);
    if (shown.length === 0) {
      byId('improvement').remove();
      return;
    }
    const best = shown.reduce((a, b) => (improvement(b) > improvement(a) ? b : a));
    page.chart(
      byId('improvement').querySelector('.chart'),
      `By how many percent the candidate's error is smaller than the champion's, by date; at most by ${short(improvement(best), 3)} %, on ` +
        `${best.partition}. Negative where it is larger.`,
      (colors) => improvementOption(shown, colors),
    );
  }

  function partitionsTable(rows, metric) {
    const hasChampion = modelsOf(rows).length > 1;
    return page.table(
      `${metric} on the newest partitions`,
      [
        {name: 'partition', text: true, value: (row) => row.partition, show: (row) => row.partition},
        {name: 'date', text: true, value: (row) => row.date, show: (row) => row.date},
        {name: 'rows', value: (row) => row.rows, show: (row) => whole(row.rows)},
        {name: 'candidate', value: (row) => row.candidate},
        ...(hasChampion
          ? [
              {name: 'champion', value: (row) => row.champion},
              {name: 'smaller by', value: improvement, show: (row) => (row.champion > 0 ? `${short(improvement(row), 3)}\u00a0%` : '')},
            ]
          : []),
      ],
      rows,
    );
  }

  function note(rows) {
    if (modelsOf(rows).length === 1) {
      return 'The error of the candidate on each partition. There was no champion to compare it with.';
    }
    const better = rows.filter((row) => row.candidate < row.champion).length;
    return `The candidate's error is smaller than the champion's on ${whole(better)} of ${whole(rows.length)} ${rows.length === 1 ? 'partition' : 'partitions'}.`;
  }

  function show({verdict, label}) {
    const rows = [...verdict.partitions].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    const metric = verdict.metric.toUpperCase();
    byId('partitions-note').textContent = note(rows);
    page.chart(
      byId('partitions').querySelector('.chart'),
      `${metric} of ${label} by date, of ${modelsOf(rows).map((model) => model.name).join(' and ')}, on ${whole(rows.length)} partitions. ` +
        `${note(rows)} The table below has all values.`,
      (colors) => partitionsOption(rows, `${metric} of ${label}`, colors),
    );
    showImprovement(rows);
    page.behind(byId('partitions-table'), 'Table of errors by partition', () => partitionsTable(rows, metric));
  }

  return {show};
})();
