'use strict';

/* exported dataSection */

/** What was stored, what was compared, and the provenance. */
const dataSection = (() => {
  const {whole, byId} = page;

  function facts({stored, served, first, grid, sweeps, label}) {
    return [
      ['label', label],
      ['stored', `${whole(stored.dates)} dates, ${stored.from} to ${stored.to}`],
      ['first training', first],
      ['predicted', `${whole(served.length)} dates, ${whole(served.reduce((all, each) => all + each.rows, 0))} rows`],
      ['cadences', grid.cadences.join(', ')],
      ['windows', grid.windows.join(', ')],
      ['half-lives', grid.halfLives.join(', ')],
      ['trainings', `${whole(sweeps)}, each a sweep and a refit as in jobs/retrain; policies share them`],
    ];
  }

  function show({report, job}) {
    page.facts(byId('data-facts'), facts(report));
    page.facts(byId('provenance'), page.origin(report.provenance, report.seconds));
    byId('job').textContent = job;
  }

  return {show};
})();
