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
      `The ${shown.length} features with the largest coefficients in any fit. Coefficients are standardised: in label deviations per feature deviation.`;
    page.chart(
      byId('coefficients').querySelector('.chart'),
      `Bar chart of the largest standardised coefficients of ${fits.length} methods. The table below has all of them.`,
      barsOption(fits, terms, shown),
    );
    page.behind(byId('coefficients'), 'Table of the coefficients', () => coefficientsTable(fits, terms));
  }

  return {show};
})();
