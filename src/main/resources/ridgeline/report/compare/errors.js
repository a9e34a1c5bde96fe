'use strict';

/* global compareFits */
/* exported errorsSection */

/** Training and test errors of the tuned methods, and what they show about over-fitting. */
const errorsSection = (() => {
  const {short, byId} = page;
  const {color, errorAxis, standardError, testEnds} = compareFits;

  /** A test error differs clearly from the training error if it does so by this many standard errors. */
  const CLEAR = 2;

  const PARTS = [
    ['training', 'trainingError'],
    ['test', 'testError'],
  ];

  function tooltipText(row, part, rmse) {
    const error = part === 'test' && row.testSe !== null ? ` ± ${short(standardError(row), 2)}` : '';
    return `${row.method}, ${part}: RMSE ${short(rmse, 6)}${error}`;
  }

  function errorsOption(methods, label, colors) {
    const bars = methods.flatMap((row, j) => (row.testSe === null ? [] : [[j, ...testEnds(row)]]));
    const drawn = [...methods.flatMap((row) => PARTS.map(([, key]) => Math.sqrt(row[key]))), ...bars.flatMap((bar) => bar.slice(1))];
    return {
      legend: page.legend(colors, {data: PARTS.map(([name]) => name)}),
      grid: {left: 20, right: 30, top: 40, bottom: 40, containLabel: true},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => tooltipText(methods[item.value[1]], item.seriesName, item.value[0]),
      }),
      xAxis: errorAxis(colors, `RMSE of ${label}`, drawn, {nameGap: 30}),
      yAxis: page.axis(colors, '', {
        type: 'category',
        inverse: true,
        data: methods.map((row) => row.method),
        axisLabel: {color: colors.text, interval: 0},
        splitLine: {show: true, lineStyle: {color: colors.line}},
      }),
      series: [
        ...PARTS.map(([name, key], i) => ({
          type: 'scatter',
          name,
          data: methods.map((row, j) => [Math.sqrt(row[key]), j]),
          symbol: ['circle', 'diamond'][i],
          symbolSize: 14,
          itemStyle: {color: color(colors, i)},
        })),
        page.errorBars('standard error', color(colors, 1), bars, {horizontal: true}),
      ],
    };
  }

  /** Groups methods by whether their test error is above, close to or below the training error. */
  function byGap(methods) {
    const gaps = {over: [], alike: [], under: []};
    methods.forEach((row) => {
      const gap = Math.sqrt(row.testError) - Math.sqrt(row.trainingError);
      const noise = row.testSe === null ? 0 : CLEAR * standardError(row);
      gaps[gap > noise ? 'over' : gap < -noise ? 'under' : 'alike'].push(row.method);
    });
    return gaps;
  }

  /** What training and test errors show about over-fitting. */
  function overFitting(methods) {
    const gaps = byGap(methods);
    const isKnown = methods.every((row) => row.testSe !== null);
    const by = isKnown ? ' by more than two standard errors' : '';
    const texts = [
      [gaps.over, (names) => `The test error is above the training error${by} for ${names}: over-fitting, or harder rows in the test set.`],
      [gaps.alike, (names) => `Test and training errors are within two standard errors of each other for ${names}: no sign of over-fitting.`],
      [
        gaps.under,
        (names) =>
          `The test error is below the training error${by} for ${names}: the test rows happen to be easier, so the errors do not show whether a model over-fits.`,
      ],
    ];
    const bars = isKnown
      ? 'Error bars show one standard error on each side of a test error. All methods share the test rows, so the differences between them are more certain than the bars suggest.'
      : '';
    return [
      ...texts.filter(([names]) => names.length > 0).map(([names, text]) => text(names.length === methods.length ? 'every method' : names.join(', '))),
      bars,
    ]
      .filter(Boolean)
      .join(' ');
  }

  function show({report, label}) {
    const {methods} = report.tuned;
    page.chart(
      byId('errors').querySelector('.chart'),
      `Training and test RMSE of ${methods.length} methods. The table above has all values.`,
      (colors) => errorsOption(methods, label, colors),
    );
    byId('gaps').textContent = overFitting(methods);
  }

  return {show};
})();
