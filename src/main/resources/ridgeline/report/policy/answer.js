'use strict';

/* global policyNames */
/* exported answerSection */

/** The head of the page: what is recommended, and how sure that is. */
const answerSection = (() => {
  const {whole, short, element, byId} = page;
  const {cadence, full, rows, percent, counted} = policyNames;

  const LEFT_OUT = 'the model before it stays in use. They are neither the best nor recommended.';

  /** A share that a policy's error is larger, with its interval. */
  function larger({estimate, lower, upper}) {
    return [percent(estimate - 1), `at least ${percent(lower - 1)} and at most ${percent(upper - 1)}`];
  }

  function recommendedTiles({verdict}, label) {
    const chosen = verdict.policies[verdict.recommended];
    return [
      ['Retrain', cadence(chosen), `${counted(chosen.trainings, 'training', 'trainings')} in these dates`],
      ['On', rows(chosen), 'before each training'],
      ['RMSE', short(chosen.rmse, 6), `in ${label}; R² ${short(chosen.r2)}`],
    ];
  }

  function bestTiles({verdict}) {
    if (verdict.best === verdict.recommended) {
      return [['The best', 'the same', 'no policy has a smaller error']];
    }
    const [share, bounds] = larger(verdict.policies[verdict.recommended].ratio);
    return [
      ['The best', short(verdict.policies[verdict.best].rmse, 6), full(verdict.policies[verdict.best])],
      ['Larger than the best', share, bounds],
    ];
  }

  function gainTile({gain, fastest, policies}) {
    if (gain === null) {
      return [];
    }
    const isLoss = gain.estimate < 0;
    const [atLeast, atMost] = isLoss ? [-gain.upper, -gain.lower] : [gain.lower, gain.upper];
    return [
      [
        isLoss ? 'Would be lost' : 'Would be gained',
        percent(Math.abs(gain.estimate)),
        `by retraining ${cadence(policies[fastest])} on the same rows; at least ${percent(atLeast)} and at most ${percent(atMost)}`,
      ],
    ];
  }

  function tiles(report) {
    const served = ['Dates predicted', whole(report.served.length), `after ${report.first}, up to ${report.served[report.served.length - 1].date}`];
    return report.verdict.recommended === null
      ? [served]
      : [...recommendedTiles(report, report.label), ...bestTiles(report), ...gainTile(report.verdict), served];
  }

  function pairsNote({blocks, confidence}) {
    const rest = blocks.dates - (blocks.count - 1) * blocks.size;
    const last = rest === blocks.size ? '' : `, the last of ${whole(rest)}`;
    const dates = blocks.size === 1 ? 'single dates' : `${whole(blocks.size)} consecutive dates${last}`;
    return [
      `Errors are compared in pairs, on ${whole(blocks.count)} blocks of ${dates}, because neighbouring dates err alike.`,
      blocks.weeks ? '' : 'There are too few dates for blocks of whole weeks, so the intervals may be too narrow.',
      `Each bound holds with ${percent(confidence)} confidence by itself. The best is the best in hindsight, which flatters it.`,
    ]
      .filter(Boolean)
      .join(' ');
  }

  function failuresNote({policies}) {
    const failed = policies.filter((policy) => policy.failures.length > 0).length;
    return failed === 0
      ? ''
      : `${whole(failed)} of ${counted(policies.length, 'policy', 'policies')} ${failed === 1 ? 'has' : 'have'} a training that would have failed; ${LEFT_OUT}`;
  }

  function show({report}) {
    const {verdict} = report;
    const isKnown = verdict.recommended !== null;
    document.title = `${report.name}: how often to retrain`;
    byId('name').textContent = `${report.name}: retraining policies`;
    byId('headline').textContent =
      `${report.label}, ${counted(verdict.policies.length, 'policy', 'policies')} of ${counted(report.sweeps, 'training', 'trainings')} on the statistics of ` +
      `${whole(report.stored.dates)} dates, ${report.provenance.started}`;
    byId('verdict').classList.add(isKnown ? 'passed' : 'failed');
    byId('verdict').append(
      element('strong', {}, isKnown ? '✓ Recommended' : '✗ Not recommended'),
      ': ',
      ...page.unbroken(verdict.sentence),
      '.',
    );
    page.describe(byId('tiles'), tiles(report));
    byId('pairs-note').textContent = pairsNote(verdict);
    byId('failures-note').textContent = failuresNote(verdict);
  }

  return {show};
})();
