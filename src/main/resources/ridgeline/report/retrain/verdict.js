'use strict';

/* exported verdictSection */

/** The head of the page, and what the gate decided. */
const verdictSection = (() => {
  const {whole, short, element, byId} = page;

  function percent(share) {
    return `${short(100 * share, 3)}\u00a0%`;
  }

  function improvement({champion, improvement: found}) {
    if (champion === null) {
      return [];
    }
    return [
      found === null
        ? ['Improvement', 'unknown', 'fewer than two pairs have rows']
        : [
            'Improvement',
            percent(found.estimate),
            `at least ${percent(found.lower)} and at most ${percent(found.upper)}, each with ${percent(found.confidence)} confidence`,
          ],
    ];
  }

  function unit(metric, label) {
    return metric === 'MSE' ? `in squares of ${label}` : `in ${label}`;
  }

  function championTile({champion}, metric, label) {
    const name = `Champion's ${metric}`;
    return champion === null
      ? [name, 'none', 'there is no champion to compare with']
      : [name, short(champion.scores.error, 6), `${unit(metric, label)}; version ${champion.version}${champion.date === null ? '' : ` of ${champion.date}`}`];
  }

  function tiles({verdict, report, sweep, label}) {
    const {candidate, champion, newest} = verdict;
    const metric = verdict.metric.toUpperCase();
    return [
      [`Candidate's ${metric}`, short(candidate.error, 6), `${unit(metric, label)}, on the newest partitions`],
      championTile(verdict, metric, label),
      ...improvement(verdict),
      ['R²', short(candidate.r2), champion === null ? 'on the newest partitions' : `the champion's is ${short(champion.scores.r2)}`],
      ['Rows scored', whole(newest.rows), `${partitions(newest.partitions)} after ${newest.after}, up to ${newest.last}`],
      ['Rows trained', whole(report.window.rows), `${partitions(report.window.partitions)}; ${whole(sweep.rows.read)} rows before the newest`],
    ];
  }

  function partitions(count) {
    return `${whole(count)} ${count === 1 ? 'partition' : 'partitions'}`;
  }

  function checksTable(checks) {
    return page.table(
      'Conditions of the gate',
      [
        {name: 'condition', text: true, value: (check) => check.name, show: (check) => element('td', {class: 'condition'}, check.name)},
        {
          name: 'result',
          text: true,
          className: 'text',
          value: (check) => Number(check.passed),
          show: (check) => element('td', {class: check.passed ? 'result passed' : 'result failed'}, check.passed ? '✓ passed' : '✗ failed'),
        },
        {name: 'found and required', text: true, value: (check) => check.sentence, show: (check) => element('td', {class: 'text wide'}, check.sentence)},
      ],
      checks,
    );
  }

  /** The sentence of the gate begins with the decision. */
  function reason({promoted, sentence}) {
    return sentence.replace(promoted ? /^promoted: / : /^refused: /, '');
  }

  function show(data) {
    const {verdict, report, label} = data;
    const decision = verdict.promoted ? 'Promoted' : 'Refused';
    document.title = `${report.name} ${report.date}: ${decision.toLowerCase()}`;
    byId('name').textContent = `${report.name}, ${report.date}`;
    byId('headline').textContent =
      `${label} on ${whole(report.window.features)} features, retrained on ${whole(report.window.rows)} rows, ${report.provenance.started}`;
    byId('verdict').classList.add(verdict.promoted ? 'passed' : 'failed');
    byId('verdict').append(element('strong', {}, `${verdict.promoted ? '✓' : '✗'} ${decision}`), ': ', ...page.unbroken(reason(verdict)), '.');
    page.describe(byId('tiles'), tiles(data));
    byId('scored-note').textContent =
      `${verdict.champion === null ? 'The candidate is' : 'Each model is'} scored as it was before it was fitted to its own newest partitions. ` +
      'The model of this version is fitted to those, too, with the same penalty.';
    byId('checks').append(checksTable(verdict.checks));
  }

  return {show, partitions};
})();
