'use strict';

/* global compareFits */
/* exported theorySection */

/** Gradient descent compared with ridge, and other known equivalences. */
const theorySection = (() => {
  const {whole, short, byId} = page;
  const {color, errorAxis} = compareFits;

  /** lines: [name, key of the points] for each line */
  function descentOption(points, lines, yName, colors) {
    return {
      legend: page.lineLegend(colors, lines.map(([name]) => name)),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) =>
          [`regParam ${short(items[0].value[0])}`, ...items.map((item) => `${item.seriesName}: ${short(item.value[1], 5)}`)].join('\n'),
      }),
      xAxis: page.spreadAxis(colors, 'regParam, or 1/(ηt)', points.map((point) => point.regParam), {inverse: true}),
      yAxis: errorAxis(colors, yName, points.flatMap((point) => lines.map(([, key]) => point[key]))),
      series: lines.map(([name, key], i) => ({
        type: 'line',
        name,
        data: points.map((point) => [point.regParam, point[key]]),
        showSymbol: false,
        itemStyle: {color: color(colors, i)},
        lineStyle: {width: 2, type: i === 0 ? 'solid' : 'dashed'},
      })),
    };
  }

  function descentTable(points) {
    return page.table(
      'Gradient descent compared with ridge',
      [
        {name: 'iterations', value: (point) => point.iterations, show: (point) => whole(point.iterations)},
        {name: 'regParam', value: (point) => point.regParam},
        {name: 'error of gradient descent', value: (point) => point.descentError},
        {name: 'error of ridge', value: (point) => point.ridgeError},
        {name: 'distance', value: (point) => point.distance},
      ],
      points,
    );
  }

  function showDescent(points) {
    const errors = [
      ['gradient descent', 'descentError'],
      ['ridge', 'ridgeError'],
    ];
    const distance = [['distance', 'distance']];
    const farthest = Math.max(...points.map((point) => point.distance));
    page.chart(
      byId('descent-errors').querySelector('.chart'),
      'Mean squared test error of gradient descent and ridge against regParam, or one over step size times iterations.',
      (colors) => descentOption(points, errors, 'mean squared error', colors),
    );
    page.chart(
      byId('descent-distance').querySelector('.chart'),
      `Distance between the coefficients of gradient descent and ridge, at most ${short(farthest, 2)} of the norm of ridge's.`,
      (colors) => descentOption(points, distance, 'distance', colors),
    );
    page.behind(byId('descent-errors'), 'Table of gradient descent and ridge', () => descentTable(points));
  }

  function show({report, descentVersusRidge: points}) {
    ['noise', 'dropout']
      .filter((kind) => !report.tuned.methods.some((row) => row.method.startsWith(kind)))
      .forEach((kind) => byId(`theory-${kind}`).remove());
    if (points.length === 0) {
      byId('descent-section').remove();
    } else {
      showDescent(points);
    }
  }

  return {show};
})();
