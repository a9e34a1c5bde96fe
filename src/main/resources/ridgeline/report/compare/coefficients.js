'use strict';

/* global compareFits */
/* exported coefficientsSection */

/** Standardised coefficients of the tuned methods. */
const coefficientsSection = (() => {
  const {byId} = page;
  const {strongest, barsOption, coefficientsTable} = compareFits;

  function show({report, methods}) {
    const {terms} = report;
    const fits = methods.map((method) => ({name: method.method, values: method.standardized, axis: 'standardised coefficient'}));
    const shown = strongest(fits, terms);
    byId('coefficients-note').textContent =
      `The ${shown.length} features with the largest coefficient in any fit, in deviations of the label per deviation of the feature.`;
    page.chart(
      byId('coefficients').querySelector('.chart'),
      `Bars of the largest standardised coefficients of ${fits.length} methods. The table below has them all.`,
      barsOption(fits, terms, shown),
    );
    page.behind(byId('coefficients'), 'Table of the coefficients', () => coefficientsTable(fits, terms));
  }

  return {show};
})();
