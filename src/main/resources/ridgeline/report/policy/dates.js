'use strict';

/* global retrainDates, policyNames */
/* exported datesSection */

/** The errors by date of the recommended policy, the best one, and of never retraining, if the grid has that. */
const datesSection = (() => {
  const {whole, short, byId} = page;
  const {drawn} = policyNames;

  const SYMBOLS = ['circle', 'diamond', 'triangle'];
  const TYPES = ['solid', 'dashed', 'dotted'];

  const NAMES = {
    recommended: 'of the recommended policy',
    best: 'of the best one',
    'never retrained': 'of never retraining on the rows of the recommended one',
  };
  const CLAUSES = {best: 'is the best', 'never retrained': 'never retrains'};

  /** With more dates, symbols would cover the lines. */
  const MAX_SYMBOLS = 70;

  function legend(colors, shown) {
    return page.legend(colors, {data: shown.map((each) => each.name), itemWidth: 36, orient: 'vertical', type: 'plain'});
  }

  function top(shown) {
    return 20 + 22 * shown.length;
  }

  function line(each, i, data, colors) {
    return {
      type: 'line',
      name: each.name,
      data,
      symbol: SYMBOLS[i],
      symbolSize: 7,
      showSymbol: data.length <= MAX_SYMBOLS,
      itemStyle: {color: colors.palette[i]},
      lineStyle: {width: 2, type: TYPES[i]},
    };
  }

  function datesOption({served, label}, shown, colors) {
    const dates = served.map((each) => each.date);
    const values = shown.flatMap((each) => each.policy.errors).filter((error) => error !== null);
    return {
      legend: legend(colors, shown),
      grid: {left: 78, right: 24, top: top(shown), bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) => [items[0].name, ...items.map((item) => `${item.seriesName} ${short(item.value[1], 6)}`)].join('\n'),
      }),
      xAxis: retrainDates.axis(dates, colors),
      yAxis: page.spreadAxis(colors, `RMSE of ${label}`, values, {nameGap: 56}),
      series: shown.map((each, i) => line(each, i, dates.map((date, k) => [date, each.policy.errors[k]]), colors)),
    };
  }

  /** The root mean squared error of a policy on each block of dates: [last date, error]. */
  function onBlocks(policy, served, {count, size}) {
    return Array.from({length: count}, (_, block) => {
      const from = block * size;
      const to = block === count - 1 ? served.length : from + size;
      const weights = served.slice(from, to).map((each) => each.weight);
      const total = weights.reduce((a, b) => a + b, 0);
      const sum = weights.reduce((all, weight, k) => all + weight * policy.errors[from + k] ** 2, 0);
      return {from: served[from].date, to: served[to - 1].date, error: Math.sqrt(sum / total)};
    });
  }

  /** By how many percent the error of each policy is larger than that of the first, on each block. */
  function larger(shown, served, blocks) {
    const base = onBlocks(shown[0].policy, served, blocks);
    return shown.slice(1).map((each) =>
      onBlocks(each.policy, served, blocks).map((block, k) => ({...block, share: base[k].error > 0 ? block.error / base[k].error - 1 : null})),
    );
  }

  function blocksOption(shown, compared, colors) {
    const others = shown.slice(1);
    const names = compared[0].map((block) => (block.from === block.to ? block.from : `${block.from} to ${block.to}`));
    return {
      legend: legend(colors, others),
      grid: {left: 78, right: 24, top: top(others), bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) => [names[items[0].dataIndex], ...items.map((item) => `${item.seriesName}: ${short(item.value, 3)} %`)].join('\n'),
      }),
      xAxis: page.axis(colors, 'last date of the block', {
        type: 'category',
        data: compared[0].map((block) => block.to),
        axisLabel: {color: colors.text, hideOverlap: true},
      }),
      yAxis: page.axis(colors, 'RMSE larger by, in %', {type: 'value', nameGap: 56}),
      series: others.map((each, i) => ({
        type: 'bar',
        name: each.name,
        barMaxWidth: 30,
        itemStyle: {color: colors.palette[i + 1]},
        data: compared[i].map((block) => (block.share === null ? '-' : 100 * block.share)),
      })),
    };
  }

  function showBlocks({served, verdict}, shown) {
    const isKnown = shown.length > 1 && shown.every((each) => each.policy.rmse !== null);
    if (!isKnown) {
      byId('blocks').remove();
      return;
    }
    const compared = larger(shown, served, verdict.blocks);
    page.chart(
      byId('blocks').querySelector('.chart'),
      `By how many percent the error is larger than that of the recommended policy, on ${whole(verdict.blocks.count)} blocks of dates, of ` +
        `${shown.slice(1).map((each) => each.name).join(' and ')}. Negative where it is smaller.`,
      (colors) => blocksOption(shown, compared, colors),
    );
  }

  function datesTable({served}, shown) {
    const rows = served.map((each, k) => ({...each, k}));
    return page.table(
      'RMSE by date',
      [
        {name: 'date', text: true, value: (row) => row.date, show: (row) => row.date},
        {name: 'rows', value: (row) => row.rows, show: (row) => whole(row.rows)},
        ...shown.map((each) => ({
          name: each.name,
          value: (row) => each.policy.errors[row.k] ?? Infinity,
          show: (row) => short(each.policy.errors[row.k], 6),
        })),
      ],
      rows,
    );
  }

  /** Names the lines that are drawn, and no others. */
  function note(shown) {
    const lines = shown.map(({roles: [first, ...others]}) =>
      [NAMES[first], others.length > 0 ? `which ${others.map((role) => CLAUSES[role]).join(' and ')}` : ''].filter(Boolean).join(', '),
    );
    const all = lines.length === 1 ? lines[0] : `${lines.slice(0, -1).join(', ')}, and ${lines[lines.length - 1]}`;
    return `The errors ${all}. errors.csv has those of all policies.`;
  }

  function show({report}) {
    const shown = drawn(report.verdict);
    if (shown.length === 0) {
      byId('dates-note').textContent = 'No policy is recommended; errors.csv has the errors of all of them.';
      byId('dates').remove();
      byId('blocks').remove();
      return;
    }
    byId('dates-note').textContent = note(shown);
    page.chart(
      byId('dates').querySelector('.chart'),
      `RMSE of ${report.label} on ${whole(report.served.length)} dates, of ${shown.map((each) => each.name).join(', ')}. The table below has all values.`,
      (colors) => datesOption(report, shown, colors),
    );
    showBlocks(report, shown);
    page.behind(byId('dates-table'), 'Table of errors by date', () => datesTable(report, shown));
  }

  return {show};
})();
