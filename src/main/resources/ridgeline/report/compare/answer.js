'use strict';

/* global compareFits */
/* exported answerSection */

/** The head of the page and the best method. */
const answerSection = (() => {
  const {whole, short, byId} = page;

  function strengthText(row) {
    const isMixed = row.elasticNetParam !== null && row.elasticNetParam % 1 !== 0;
    const share = isMixed ? `, elasticNetParam ${row.elasticNetParam}` : '';
    return row.strength === 0 ? '' : `${row.strengthName} ${short(row.strength)}${share}`;
  }

  function rmse(error) {
    return short(Math.sqrt(error), 5);
  }

  function smallestTestError(tested, best) {
    if (tested === best) {
      return '';
    }
    const within = tested.testSe !== null && best.testError - tested.testError < tested.testSe;
    return `On those, ${tested.method} has the smallest error, ${rmse(tested.testError)}${within ? ', but the difference is within one standard error.' : '.'}`;
  }

  function failingFolds(methods, best) {
    const far = methods.filter((row) => row.cvm > 4 * Math.max(row.testError, best.cvm));
    return far.length === 0
      ? ''
      : `In at least one fold, the error of ${far.map((row) => `${row.method} (CV RMSE ${rmse(row.cvm)})`).join(', ')} is very large: ` +
          'a fit with too little regularisation predicts unusual rows badly, and the test set may not contain such rows.';
  }

  function notConverged(methods) {
    const failed = methods.filter((row) => row.notConverged > 0);
    return failed.length === 0 ? '' : `${failed.map((row) => `${row.method}: ${whole(row.notConverged)} fits did NOT converge`).join('; ')}.`;
  }

  function stillFalling(methods, rounding) {
    const falling = methods.filter((row) => row.weakEnd === 'FALLING' && row.cvm > rounding).map((row) => row.method);
    return falling.length === 0
      ? ''
      : `The error still falls at the weakest regularisation tried for ${falling.join(', ')}: a weaker one may be better.`;
  }

  /** The best method by cross-validation: choosing by the test error would bias the test. */
  function tunedSummary({methods, folds, trainingRows, testRows, rounding}) {
    const smallest = (key) => methods.reduce((a, b) => (b[key] < a[key] ? b : a));
    const best = smallest('cvm');
    return [
      `Each method was tuned by ${folds}-fold cross-validation on ${whole(trainingRows)} rows. The smallest ` +
        `cross-validated error is that of ${[best.method, strengthText(best)].filter(Boolean).join(', ')}: RMSE ${rmse(best.cvm)}, and ` +
        `${rmse(best.testError)} on the ${whole(testRows)} unseen test rows.`,
      smallestTestError(smallest('testError'), best),
      failingFolds(methods, best),
      notConverged(methods),
      stillFalling(methods, rounding),
    ]
      .filter(Boolean)
      .join(' ');
  }

  function fixedSummary([plain, ...fits]) {
    return fits
      .map(
        (fit) =>
          `${fit.name} (elasticNetParam ${fit.elasticNetParam}, regParam ${short(fit.regParam)}) has a mean squared error of ` +
          `${short(fit.trainingError)} on the rows it was fitted to; without a penalty it is ${short(plain.trainingError)}.`,
      )
      .join(' ');
  }

  function methodsTable(methods) {
    return page.table(
      'Tuned methods',
      [
        {name: 'method', text: true, value: (row) => row.method, show: (row) => row.method},
        {name: 'strength', text: true, show: strengthText},
        {name: 'training RMSE', value: (row) => Math.sqrt(row.trainingError)},
        {name: 'CV RMSE', value: (row) => Math.sqrt(row.cvm)},
        {name: 'test RMSE', value: (row) => Math.sqrt(row.testError)},
        compareFits.standardErrorColumn,
        {name: 'nonzero', value: (row) => row.nzero, show: (row) => whole(row.nzero)},
        {name: 'norm', value: (row) => row.norm, show: (row) => short(row.norm)},
      ],
      methods,
    );
  }

  function show({report, label}) {
    document.title = `${report.name}: Ridgeline comparison`;
    byId('name').textContent = report.name;
    byId('headline').textContent =
      `${label} on ${whole(report.terms.length)} features, ${whole(report.rows.used)} rows, ${report.provenance.started}`;
    if (report.tuned === null) {
      byId('summary').textContent = fixedSummary(report.fits);
    } else {
      byId('summary').append(...page.unbroken(tunedSummary(report.tuned)));
      byId('methods').append(methodsTable(report.tuned.methods));
    }
  }

  return {show};
})();
