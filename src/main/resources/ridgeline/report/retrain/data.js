'use strict';

/* global verdictSection */
/* exported dataSection */

/** The window, what was read of it, and the provenance. */
const dataSection = (() => {
  const {whole, element, byId} = page;
  const {partitions} = verdictSection;

  /** How many partitions of a kind are listed at first. */
  const LISTED = 10;

  const KINDS = [
    ['added', 'without statistics before'],
    ['changed', 'whose files had changed'],
    ['gone', 'no longer in the table'],
    ['refused', 'whose files cannot be read as the table is'],
    ['forgotten', 'left out because they were forgotten'],
  ];

  function facts({report, sweep, label, validation}) {
    const {window} = report;
    return [
      ['window', `${window.after === null ? 'all dates' : `after ${window.after}`} up to ${window.last}`],
      ['half-life', window.halfLifeDays === null ? 'none: all partitions weigh the same' : `${whole(window.halfLifeDays)} days`],
      ['partitions', whole(window.partitions)],
      ['rows', whole(window.rows)],
      ['label', label],
      ['features', whole(window.features)],
      ['validation', `${whole(sweep.folds)} ${validation.kind === 'folds' ? 'folds of buckets' : 'rolling origins'}`],
      ['engine', sweep.engine],
      ['parent', report.parent === null ? 'none' : `version ${report.parent}`],
    ];
  }

  function listed(names) {
    const more = names.length - LISTED;
    return `: ${names.slice(0, LISTED).join(', ')}${more > 0 ? `, and ${whole(more)} more` : ''}`;
  }

  function showRead(read) {
    page.facts(byId('read'), [
      ...KINDS.map(([kind, meaning]) => [kind, read[kind].length === 0 ? 'none' : `${partitions(read[kind].length)} ${meaning}${listed(read[kind])}`]),
      ['undated', read.undated === 0 ? 'none' : `${partitions(read.undated)} left out because the names have no date`],
    ]);
    KINDS.filter(([kind]) => read[kind].length > LISTED).forEach(([kind]) =>
      page.behind(byId('read-all'), `All ${whole(read[kind].length)} partitions that were ${kind}`, () => element('p', {}, read[kind].join(', '))),
    );
  }

  function show(data) {
    const {report} = data;
    page.facts(byId('data-facts'), facts(data));
    showRead(report.partitions);
    page.facts(byId('provenance'), page.origin(report.provenance, report.seconds));
    byId('job').textContent = data.job;
  }

  return {show};
})();
