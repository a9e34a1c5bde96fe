'use strict';

/* exported dataSection */

/** The data and the provenance of the sweep. */
const dataSection = (() => {
  const {whole, short, byId} = page;

  function facts({sweep, label, labelMean, labelDeviation}) {
    const {rows, cells} = sweep;
    return [
      ['rows read', whole(rows.read)],
      ['rows used', whole(rows.used)],
      ['dropped', `${whole(rows.dropped)} for invalid values, ${whole(rows.zeroWeight)} of weight 0`],
      ['label', `${label}: mean ${short(labelMean, 6)}, deviation ${short(labelDeviation, 6)}`],
      ['features', whole(sweep.features)],
      ['cells', `${whole(cells.planned)} planned, ${whole(cells.solved)} solved, ${whole(cells.lookedAhead)} solved only to look ahead`],
      ['engine', sweep.engine],
    ];
  }

  function featuresTable({terms, means, deviations}) {
    return page.table(
      'Means and deviations',
      [
        {name: 'term', text: true, value: (j) => terms[j], show: (j) => terms[j]},
        {name: 'mean', value: (j) => means[j]},
        {name: 'deviation', value: (j) => deviations[j]},
      ],
      [...terms.keys()],
    );
  }

  function collinearNote(engine, collinear) {
    if (collinear === null) {
      return `The engine ${engine} does not compute the correlations of the features.`;
    }
    return collinear.length === 0
      ? 'No two features have an absolute correlation of 0.95 or more.'
      : `The ${whole(collinear.length)} most strongly correlated pairs, with an absolute correlation of 0.95 or more. Among ` +
          'such features the lasso picks one, and ridge shares the effect; their single coefficients mean little.';
  }

  function collinearTable(terms, collinear) {
    return page.table(
      'Nearly collinear features',
      [
        {name: 'feature', text: true, value: (pair) => terms[pair.first], show: (pair) => terms[pair.first]},
        {name: 'other feature', text: true, value: (pair) => terms[pair.second], show: (pair) => terms[pair.second]},
        {name: 'correlation', value: (pair) => pair.correlation},
      ],
      collinear,
    );
  }

  function show(data) {
    const {sweep, terms, collinear} = data;
    page.facts(byId('data-facts'), facts(data));
    page.behind(byId('features'), 'Means and deviations of the features', () => featuresTable(data));
    byId('collinear-note').textContent = collinearNote(sweep.engine, collinear);
    if (collinear !== null && collinear.length > 0) {
      byId('collinear').append(collinearTable(terms, collinear));
    }
    page.facts(byId('provenance'), page.origin(sweep.provenance, sweep.seconds));
    byId('job').textContent = data.job;
  }

  return {show};
})();
