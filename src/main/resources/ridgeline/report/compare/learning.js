'use strict';

/* global compareFits */
/* exported learningSection */

/** Errors of the tuned methods against the number of training rows. */
const learningSection = (() => {
  const {whole, short, byId} = page;
  const {color, errorAxis, standardError, testEnds, standardErrorColumn} = compareFits;

  /** Factor by which the axis extends beyond the errors. */
  const MARGIN = 1.02;

  /** An error more than this many interquartile ranges above the upper quartile is an outlier (Tukey 1977). */
  const OUTLYING = 1.5;

  function allErrors(learning) {
    return learning.flatMap((point) => [point.testError, point.trainingError].map(Math.sqrt));
  }

  /** The largest test error to draw, so that outliers take up at most half of the chart; null to draw them all. */
  function largestToDraw(learning) {
    const sorted = learning.map((point) => Math.sqrt(point.testError)).sort((a, b) => a - b);
    const quantile = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    const fence = quantile(0.75) + OUTLYING * (quantile(0.75) - quantile(0.25));
    const usual = Math.max(...sorted.filter((error) => error <= fence));
    const smallest = Math.min(...allErrors(learning));
    const drawn = sorted.filter((error) => error - smallest <= 2 * (usual - smallest));
    return drawn.length < sorted.length ? drawn[drawn.length - 1] : null;
  }

  /** The methods whose errors are beyond the chart, with their largest error. */
  function outliers(learning, limit) {
    const farthest = new Map();
    learning
      .filter((point) => Math.sqrt(point.testError) > limit * MARGIN)
      .forEach((point) => farthest.set(point.method, Math.max(farthest.get(point.method) ?? 0, Math.sqrt(point.testError))));
    return [...farthest].map(([method, error]) => `${method} (up to ${short(error, 3)})`).join(', ');
  }

  function tooltipText(learning, rows) {
    const lines = learning
      .filter((point) => point.rows === rows)
      .map((point) => {
        const error = point.testSe === null ? '' : ` ± ${short(standardError(point), 2)}`;
        return `${point.method}: test ${short(Math.sqrt(point.testError), 5)}${error}, training ${short(Math.sqrt(point.trainingError), 5)}`;
      });
    return [`${whole(rows)} rows`, ...lines].join('\n');
  }

  /** limit: largest error to show; null for all */
  function rmseAxis(colors, name, errors, limit) {
    return limit === null
      ? errorAxis(colors, name, errors)
      : errorAxis(
          colors,
          name,
          errors.filter((error) => error <= limit),
          {min: Math.min(...errors) / MARGIN, max: limit * MARGIN, axisLabel: {showMinLabel: false, showMaxLabel: false}},
        );
  }

  function methodSeries(name, ownColor, points) {
    const line = (key) => points.map((point) => [point.rows, Math.sqrt(point[key])]);
    const itemStyle = {color: ownColor};
    return [
      {type: 'line', name, data: line('testError'), symbolSize: 7, itemStyle, lineStyle: {width: 2}},
      {type: 'line', name, data: line('trainingError'), showSymbol: false, itemStyle, lineStyle: {width: 1.5, type: 'dashed'}},
      page.errorBars(
        name,
        ownColor,
        points.filter((point) => point.testSe !== null).map((point) => [point.rows, ...testEnds(point)]),
      ),
    ];
  }

  function learningOption({report, learning, label}, limit, colors) {
    const names = report.tuned.methods.map((row) => row.method);
    return {
      legend: page.legend(colors, {data: names}),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {trigger: 'axis', formatter: (items) => tooltipText(learning, items[0].value[0])}),
      xAxis: page.spreadAxis(colors, 'training rows', learning.map((point) => point.rows), {
        axisLabel: {formatter: (value) => whole(Math.round(value))},
      }),
      yAxis: rmseAxis(colors, `RMSE of ${label}`, allErrors(learning), limit),
      series: names.flatMap((name, i) => methodSeries(name, color(colors, i), learning.filter((point) => point.method === name))),
    };
  }

  function learningTable(learning) {
    return page.table(
      'Learning curves',
      [
        {name: 'method', text: true, value: (point) => point.method, show: (point) => point.method},
        {name: 'rows', value: (point) => point.rows, show: (point) => whole(point.rows)},
        {name: 'training RMSE', value: (point) => Math.sqrt(point.trainingError)},
        {name: 'test RMSE', value: (point) => Math.sqrt(point.testError)},
        standardErrorColumn,
      ],
      learning,
    );
  }

  function show(data) {
    const {report, learning} = data;
    const limit = largestToDraw(learning);
    const everyError = byId('learning-whole');
    const chart = page.chart(
      byId('learning').querySelector('.chart'),
      `Test and training RMSE of ${report.tuned.methods.length} methods against the number of training rows. The table below has all values.`,
      (colors) => learningOption(data, everyError.checked ? null : limit, colors),
    );
    if (limit === null) {
      byId('learning-range').remove();
    } else {
      byId('learning-note').textContent = `The chart omits the largest errors of ${outliers(learning, limit)}, which would compress all others.`;
      everyError.addEventListener('change', () => chart.draw());
    }
    page.behind(byId('learning'), 'Table of the learning curves', () => learningTable(learning));
  }

  return {show};
})();
