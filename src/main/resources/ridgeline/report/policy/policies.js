'use strict';

/* global policyNames */
/* exported policiesSection */

/** The table of all policies, and of the trainings that would have failed. */
const policiesSection = (() => {
  const {whole, short, byId} = page;
  const {full} = policyNames;

  function remark({policy, i}, {best, recommended}) {
    return [
      i === recommended ? '✓ recommended' : '',
      i === best ? '★ the best' : '',
      policy.failures.length > 0 ? `${whole(policy.failures.length)} of its trainings ${policy.failures.length === 1 ? 'fails' : 'fail'}` : '',
      policy.worse ? '✗ worse than the best' : '',
    ]
      .filter(Boolean)
      .join(', ');
  }

  function span(name, key, order) {
    return {name, text: true, value: (row) => order.indexOf(row.policy[key]), show: (row) => row.policy[key]};
  }

  /** The best policy has none. */
  function interval({ratio}) {
    return ratio === null || ratio.lower === ratio.upper ? '' : `${short(ratio.lower, 6)} to ${short(ratio.upper, 6)}`;
  }

  function policiesTable({grid, verdict}) {
    const rows = verdict.policies.map((policy, i) => ({policy, i}));
    rows.sort((a, b) => (a.policy.rmse ?? Infinity) - (b.policy.rmse ?? Infinity));
    return page.table(
      'Policies',
      [
        span('retrained', 'cadence', grid.cadences),
        span('window', 'window', grid.windows),
        span('half-life', 'halfLife', grid.halfLives),
        {name: 'trainings', value: (row) => row.policy.trainings, show: (row) => whole(row.policy.trainings)},
        {name: 'RMSE', value: (row) => row.policy.rmse ?? Infinity, show: (row) => short(row.policy.rmse, 6)},
        {name: 'R²', value: (row) => row.policy.r2 ?? -Infinity, show: (row) => short(row.policy.r2)},
        {
          name: 'ratio to the best',
          value: (row) => row.policy.ratio?.estimate ?? Infinity,
          show: (row) => (row.policy.ratio === null ? '' : short(row.policy.ratio.estimate, 6)),
        },
        {name: 'interval', value: (row) => row.policy.ratio?.lower ?? Infinity, show: (row) => interval(row.policy)},
        {name: 'result', text: true, value: (row) => remark(row, verdict), show: (row) => remark(row, verdict)},
      ],
      rows,
    );
  }

  function failuresTable(failures) {
    return page.table(
      'Trainings that fail',
      [
        {name: 'date', text: true, value: (row) => row.date, show: (row) => row.date},
        {name: 'policy', text: true, value: (row) => row.policy, show: (row) => row.policy},
        {name: 'reason', text: true, value: (row) => row.reason, show: (row) => row.reason},
      ],
      failures,
    );
  }

  function show({report}) {
    const failures = report.verdict.policies.flatMap((policy) => policy.failures.map((failure) => ({...failure, policy: full(policy)})));
    byId('policies').append(policiesTable(report));
    if (failures.length > 0) {
      page.behind(byId('failures'), failures.length === 1 ? 'The training that fails' : `The ${whole(failures.length)} trainings that fail`, () => failuresTable(failures));
    }
  }

  return {show};
})();
