'use strict';

/* exported slicesSection */

/** The errors on the levels of the categories in gate.slices. */
const slicesSection = (() => {
  const {whole, short, byId} = page;

  function percent(share) {
    return `${short(100 * share, 3)}\u00a0%`;
  }

  function bound(key) {
    return {
      value: (row) => row.improvement?.[key] ?? Infinity,
      show: (row) => (row.improvement === null ? '' : percent(row.improvement[key])),
    };
  }

  function table(rows, metric, hasChampion) {
    return page.table(
      `${metric} by level`,
      [
        {name: 'category', text: true, value: (row) => row.column, show: (row) => row.column},
        {name: 'level', text: true, value: (row) => row.level, show: (row) => row.level},
        {name: 'rows', value: (row) => row.rows, show: (row) => whole(row.rows)},
        {name: 'candidate', value: (row) => row.candidate},
        ...(hasChampion
          ? [
              {name: 'champion', value: (row) => row.champion},
              {name: 'smaller by', ...bound('estimate')},
              {name: 'at least', ...bound('lower')},
              {name: 'at most', ...bound('upper')},
            ]
          : []),
      ],
      rows,
    );
  }

  function note(rows, {maxSliceLoss}) {
    const known = rows.find((row) => row.improvement !== null);
    if (known === undefined) {
      return 'There is no comparison: it takes a champion, and rows of a level in two partitions.';
    }
    return (
      `By how much the candidate's error is smaller than the champion's on the newest rows of each level, the worst first. ` +
      `Each bound has ${percent(known.improvement.confidence)} confidence, so that all hold together with that of the gate. ` +
      `The gate refuses if the upper bound of any improvement is below ${maxSliceLoss === 0 ? '0' : `\u2212${percent(maxSliceLoss)}`}.`
    );
  }

  function show({verdict, gate}) {
    const {slices, metric, champion} = verdict;
    if (slices.length === 0) {
      byId('slices-section').remove();
      return;
    }
    byId('slices-note').textContent = note(slices, gate);
    byId('slices').append(table(slices, metric.toUpperCase(), champion !== null));
  }

  return {show};
})();
