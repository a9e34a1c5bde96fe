'use strict';

/* exported coefficientsSection */

/** The coefficients of the chosen cell. */
const coefficientsSection = (() => {
  const {whole, short, element, byId} = page;

  function bar(standardized, largest) {
    const share = largest > 0 ? (50 * Math.abs(standardized)) / largest : 0;
    const span = element('span', {class: standardized < 0 ? 'negative' : ''});
    span.style.width = `${share}%`;
    span.style.left = standardized < 0 ? `${50 - share}%` : '50%';
    return element('td', {class: 'bar', 'aria-hidden': 'true'}, span);
  }

  function keptTable(kept) {
    const largest = Math.max(...kept.map((row) => Math.abs(row.standardized)));
    return page.table(
      'Coefficients that are not zero',
      [
        {name: 'term', text: true, value: (row) => row.term, show: (row) => row.term},
        {name: 'coefficient', value: (row) => row.coefficient},
        {name: 'standardised', value: (row) => row.standardized, show: (row) => short(row.standardized)},
        {name: 'size', className: 'bar', value: (row) => Math.abs(row.standardized), show: (row) => bar(row.standardized, largest)},
      ],
      kept,
    );
  }

  function show({terms, coefficients}) {
    const rows = terms.map((term, j) => ({
      term,
      coefficient: coefficients.values[j],
      standardized: coefficients.standardized[j],
    }));
    const kept = rows
      .filter((row) => row.coefficient !== 0)
      .sort((a, b) => Math.abs(b.standardized) - Math.abs(a.standardized));
    const dropped = rows.filter((row) => row.coefficient === 0);
    byId('coefficients-note').textContent =
      `Intercept ${short(coefficients.intercept, 6)}. Standardised coefficients are in label deviations per feature deviation, ` +
      'which makes them comparable.';
    byId('coefficients').append(
      kept.length > 0 ? keptTable(kept) : element('p', {}, 'Every coefficient is zero: the intercept alone predicts best.'),
    );
    if (dropped.length > 0) {
      page.behind(byId('dropped'), `${whole(dropped.length)} features were dropped`, () =>
        element('p', {}, dropped.map((row) => row.term).join(', ')),
      );
    }
  }

  return {show};
})();
