'use strict';

/* exported compareFits */

/** Errors and coefficients of several fits, as drawn in several sections of a comparison. */
const compareFits = (() => {
  const {short, element} = page;

  /** Maximum number of features in a chart of coefficients. */
  const MAX_BARS = 15;

  function newChart(place, title, tall) {
    const made = element('figure', {}, element('figcaption', {}, title), element('div', {class: tall ? 'chart tall' : 'chart', tabindex: '0'}));
    place.append(made);
    return made;
  }

  function color(colors, i) {
    return colors.palette[i % colors.palette.length];
  }

  function errorAxis(colors, name, values, more = {}) {
    return page.spreadAxis(colors, name, values, {nameGap: 56, ...more});
  }

  /** The standard error of a test RMSE; null if unknown. */
  function standardError(row) {
    return row.testSe === null ? null : row.testSe / (2 * Math.sqrt(row.testError));
  }

  /** A test RMSE minus and plus its standard error. */
  function testEnds(row) {
    const rmse = Math.sqrt(row.testError);
    return [Math.max(rmse - standardError(row), rmse / 10), rmse + standardError(row)];
  }

  const standardErrorColumn = {
    name: 'standard error',
    value: (row) => standardError(row) ?? 0,
    show: (row) => (row.testSe === null ? '' : `± ${short(standardError(row), 2)}`),
  };

  /** Indices of the terms with the largest values in any fit; a fit is {name, values, axis}. */
  function strongest(fits, terms) {
    const largest = terms.map((_, j) => Math.max(...fits.map((fit) => Math.abs(fit.values[j]))));
    return [...terms.keys()]
      .filter((j) => largest[j] > 0)
      .sort((a, b) => largest[b] - largest[a])
      .slice(0, MAX_BARS);
  }

  /** Bar chart of some terms of several fits. */
  function barsOption(fits, terms, shown) {
    return (colors) => ({
      legend: page.legend(colors),
      grid: {left: 20, right: 30, top: 40, bottom: 40, containLabel: true},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        axisPointer: {type: 'shadow'},
        formatter: (items) => [items[0].name, ...items.map((item) => `${item.seriesName} ${short(item.value)}`)].join('\n'),
      }),
      xAxis: page.axis(colors, fits[0].axis, {type: 'value'}),
      yAxis: page.axis(colors, '', {
        type: 'category',
        inverse: true,
        data: shown.map((j) => terms[j]),
        axisLabel: {color: colors.text, width: 150, overflow: 'truncate', interval: 0},
      }),
      series: fits.map((fit, i) => ({
        type: 'bar',
        name: fit.name,
        data: shown.map((j) => fit.values[j]),
        itemStyle: {color: color(colors, i)},
        barGap: '5%',
        barCategoryGap: '25%',
      })),
    });
  }

  function coefficientsTable(fits, terms) {
    return page.table(
      `All ${fits[0].axis}s`,
      [
        {name: 'term', text: true, value: (j) => terms[j], show: (j) => terms[j]},
        ...fits.map((fit) => ({name: fit.name, value: (j) => fit.values[j], show: (j) => short(fit.values[j])})),
      ],
      [...terms.keys()],
    );
  }

  return {newChart, color, errorAxis, standardError, testEnds, standardErrorColumn, strongest, barsOption, coefficientsTable};
})();
