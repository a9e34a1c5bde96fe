'use strict';

/* global compareFits */
/* exported fixedSection */

/** Fits at given strengths, each next to the fit without a penalty. */
const fixedSection = (() => {
  const {whole, short, element, byId} = page;
  const {newChart, color, strongest, barsOption, coefficientsTable} = compareFits;

  function described(fit) {
    return fit.regParam === 0 ? fit.name : `${fit.name}, regParam ${short(fit.regParam)}`;
  }

  function scatterOption({points, label}, term, fit, index) {
    const xs = points.map((point) => point[0]);
    const ends = [Math.min(...xs), Math.max(...xs)];
    return (colors) => ({
      grid: {left: 60, right: 20, top: 20, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => `${term} ${short(item.value[0])}, ${label} ${short(item.value[1])}`,
      }),
      xAxis: page.axis(colors, term, {type: 'value', scale: true}),
      yAxis: page.axis(colors, label, {type: 'value', scale: true, nameGap: 40}),
      series: [
        {type: 'scatter', name: 'rows', data: points, symbolSize: 6, itemStyle: {color: colors.dim, opacity: 0.8}},
        {
          type: 'line',
          name: fit.name,
          data: ends.map((x) => [x, fit.intercept + fit.coefficients[0] * x]),
          showSymbol: false,
          itemStyle: {color: color(colors, index)},
          lineStyle: {width: 3},
        },
      ],
    });
  }

  function pointsTable({points, label}, term, fit) {
    return page.table(
      `Points and the line of ${described(fit)}`,
      [
        {name: term, value: (point) => point[0]},
        {name: label, value: (point) => point[1]},
        {name: 'line', value: (point) => fit.intercept + fit.coefficients[0] * point[0]},
      ],
      points,
    );
  }

  /** The rows of a table with a single feature, and the line of a fit. */
  function showLine(row, data, fit, index) {
    const {points, label} = data;
    const [term] = data.report.terms;
    const place = newChart(row, described(fit), false);
    page.chart(
      place.querySelector('.chart'),
      `Scatter plot of ${whole(points.length)} rows with the line of ${described(fit)}: ${label} = ` +
        `${short(fit.intercept, 6)} + ${short(fit.coefficients[0], 6)} ${term}, ` +
        `mean squared error ${short(fit.trainingError)}.`,
      scatterOption(data, term, fit, index),
    );
    page.behind(place, 'Table of the points', () => pointsTable(data, term, fit));
  }

  function showBars(row, terms, plain, fit) {
    const fits = [plain, fit].map((one) => ({name: described(one), values: one.coefficients, axis: 'coefficient'}));
    const place = newChart(row, `${plain.name} against ${fit.name}`, true);
    page.chart(
      place.querySelector('.chart'),
      `Bar chart of the largest coefficients of ${plain.name} and ${fit.name}; the table below has the errors.`,
      barsOption(fits, terms, strongest(fits, terms)),
    );
    page.behind(place, 'Table of the coefficients', () => coefficientsTable(fits, terms));
  }

  function kktText(fit) {
    return fit.converged ? short(fit.kkt, 2) : `${short(fit.kkt, 2)}, did NOT converge`;
  }

  function fitsTable({fits, terms}) {
    return page.table(
      'Fits at given strengths',
      [
        {name: 'fit', text: true, value: (fit) => fit.name, show: (fit) => fit.name},
        {name: 'elasticNetParam', value: (fit) => fit.elasticNetParam},
        {name: 'regParam', value: (fit) => fit.regParam},
        {name: 'mean squared error', value: (fit) => fit.trainingError},
        {name: 'KKT residual', value: (fit) => fit.kkt, show: kktText},
        {name: 'intercept', value: (fit) => fit.intercept, show: (fit) => short(fit.intercept, 9)},
        ...terms.slice(0, 3).map((term, j) => ({
          name: term,
          value: (fit) => fit.coefficients[j],
          show: (fit) => short(fit.coefficients[j], 9),
        })),
      ],
      fits,
    );
  }

  function show(data) {
    const {report, points} = data;
    if (report.fits.length === 0) {
      byId('pairs-section').remove();
      return;
    }
    if (points.length > 0 && points.length < report.rows.used) {
      byId('pairs-note').textContent = `The charts show a sample of ${whole(points.length)} of the ${whole(report.rows.used)} rows.`;
    }
    const [plain, ...fits] = report.fits;
    fits.forEach((fit, i) => {
      const row = element('div', {class: 'pair'});
      byId('pairs').append(row);
      if (points.length > 0) {
        showLine(row, data, plain, 0);
        showLine(row, data, fit, i + 1);
      } else {
        showBars(row, report.terms, plain, fit);
      }
    });
    byId('fixed-table').append(fitsTable(report));
  }

  return {show};
})();
