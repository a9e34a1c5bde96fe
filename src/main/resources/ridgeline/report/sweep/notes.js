'use strict';

/* exported sweepNotes */

/** What has to be known about the choice of a cell. */
const sweepNotes = (() => {
  const {whole, short} = page;

  function otherRule(sweep) {
    const [name, cell] = sweep.rule === 'min' ? ['1se', sweep.oneSe] : ['min', sweep.min];
    return (
      `The rule ${name} would choose elasticNetParam ${cell.elasticNetParam}, regParam ` +
      `${short(cell.regParam, 6)}: CV RMSE ${short(cell.rmse, 5)}, ${whole(cell.nzero)} features.`
    );
  }

  function certificate(sweep) {
    if (sweep.cells.notConverged > 0) {
      const remedy = sweep.engine.startsWith('mllib') ? 'set engine: gram' : 'raise solver.maxIter';
      return `${whole(sweep.cells.notConverged)} grid points did NOT converge and were excluded from the choice; ${remedy}.`;
    }
    return sweep.kkt === null ? '' : `All cells converged; the largest violation of the optimality conditions is ${short(sweep.kkt, 2)}.`;
  }

  const WEAK_ENDS = {
    LEVEL: 'The error is lowest at the smallest regParam but flat there: smaller values are as good.',
    FALLING: 'The error still falls at the smallest regParam: smaller values may be even better.',
    UNKNOWN: 'The fit at the smallest regParam did not converge, so the error there is unknown.',
  };

  function weakEnd(sweep) {
    const path = sweep.grid.find((each) => each.elasticNetParam === sweep.min.elasticNetParam);
    const added =
      path.added > 0
        ? `The error still fell at the end of the grid, so ${whole(path.added)} smaller values were added, down to regParam ${short(path.weakest, 3)}.`
        : '';
    return [added, WEAK_ENDS[path.weakEnd] ?? ''];
  }

  return {otherRule, certificate, weakEnd};
})();
