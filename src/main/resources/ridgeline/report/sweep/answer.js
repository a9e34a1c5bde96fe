'use strict';

/* global sweepCurves, sweepNotes */
/* exported answerSection */

/** The head of the page and the chosen cell. */
const answerSection = (() => {
  const {whole, short, byId} = page;
  const {kind, plusMinus} = sweepCurves;
  const {otherRule, certificate, weakEnd} = sweepNotes;

  function quantiles(errors) {
    return `median ${short(errors.median, 3)}, 90\u00a0% below ${short(errors.p90, 3)}, 95\u00a0% below ${short(errors.p95, 3)}`;
  }

  function inQuantity(errors) {
    const smearing = errors.smearingFactor === null ? '' : `, smearing factor ${short(errors.smearingFactor, 5)}`;
    return [
      [`RMSE in ${errors.expression}`, short(errors.rmse, 5), `held-out rows; R² ${short(errors.r2)}${smearing}`],
      [`Mean absolute error in ${errors.expression}`, short(errors.mae), quantiles(errors)],
    ];
  }

  /** How the final model was fitted. */
  function refit(sweep) {
    if (sweep.refit !== 'statistics') {
      return `refitted by MLlib from the ${sweep.refit === 'mllib-rows' ? 'rows' : 'statistics'}`;
    }
    return sweep.refitDifference === 0
      ? "the sweep's own fit"
      : `the sweep's own fit is kept because MLlib's differs by ${short(sweep.refitDifference, 2)} in standardised coefficients`;
  }

  function tiles({sweep, label, coefficients}) {
    const chosen = sweep.selected;
    const nonzero = coefficients.values.filter((value) => value !== 0).length;
    const seconds = Object.values(sweep.seconds).reduce((sum, value) => sum + value, 0);
    return [
      ['elasticNetParam', String(chosen.elasticNetParam), kind(chosen.elasticNetParam)],
      ['regParam', short(chosen.regParam, 6), `chosen by the rule ${sweep.rule}`],
      [
        'CV RMSE',
        short(chosen.rmse, 5),
        `${plusMinus(chosen.cvsd / (2 * chosen.rmse))}, in ${label}; mean squared error ${short(chosen.cvm)} ${plusMinus(chosen.cvsd)}`,
      ],
      ...(sweep.heldOut === null ? [] : [['Mean absolute error', short(sweep.heldOut.mae), `in ${label}; ${quantiles(sweep.heldOut)}`]]),
      ['R²', short(chosen.r2), 'on held-out rows'],
      ...(sweep.quantity === null ? [] : inQuantity(sweep.quantity)),
      ['Features kept', `${whole(nonzero)} of ${whole(sweep.features)}`, refit(sweep)],
      ['Cells solved', whole(sweep.cells.solved), `${whole(sweep.cells.skipped)} skipped by early stopping`],
      ['Time', `${short(seconds, 3)}\u00a0s`, `${short(sweep.seconds.solving ?? 0, 2)}\u00a0s of it solving`],
    ];
  }

  function imputed(counts) {
    const named = Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([feature, count]) => `${whole(count)} of ${feature}`);
    return named.length === 0
      ? ''
      : `Values that were null, NaN or infinite were replaced by means: ${named.slice(0, 5).join(', ')}${named.length > 5 ? ', ...' : ''}.`;
  }

  function notes({sweep, label}) {
    return [
      otherRule(sweep),
      sweep.quantity === null
        ? ''
        : `The model was fitted to ${label}; errors are in that unit unless they say "in ${sweep.quantity.expression}".`,
      certificate(sweep),
      ...weakEnd(sweep),
      imputed(sweep.rows.imputed),
      sweep.rows.dropped > 0 ? `${whole(sweep.rows.dropped)} rows were dropped because of invalid values.` : '',
    ].filter(Boolean);
  }

  function show(data) {
    const {sweep, label} = data;
    document.title = `${sweep.name}: Ridgeline sweep`;
    byId('name').textContent = sweep.name;
    byId('headline').textContent =
      `${label} on ${whole(sweep.features)} features, ${whole(sweep.rows.used)} rows, ` +
      `${sweep.folds} folds, ${sweep.provenance.started}`;
    page.describe(byId('tiles'), tiles(data));
    byId('notes').append(...page.unbroken(notes(data).join(' ')));
  }

  return {show};
})();
