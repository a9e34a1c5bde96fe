'use strict';

/** Fills the report of a sweep. */
(() => {
  const {data, whole, short, element, byId} = page;
  const sweep = data.sweep;
  const chosen = sweep.selected;
  const nonzero = data.coefficients.values.filter((value) => value !== 0).length;
  const curves = data.curves;
  const chosenCurve = curves.findIndex((curve) => curve.elasticNetParam === chosen.elasticNetParam);

  /** Named lines of the paths chart. */
  const NAMED = 10;

  /** The cells of a curve that have a place on a logarithmic axis. */
  function shown(curve) {
    return [...curve.cvm.keys()].filter((step) => curve.regParams[step] > 0);
  }

  const shownRegParams = curves.flatMap((curve) => shown(curve).map((step) => curve.regParams[step]));
  const unshown = curves.reduce((sum, curve) => sum + curve.cvm.length, 0) - shownRegParams.length;

  function regParamAxis(colors, more = {}) {
    return page.spreadAxis(colors, 'regParam (weaker to the right)', shownRegParams, {inverse: true, ...more});
  }

  function stopped(curve) {
    return curve.cvm.length < curve.regParams.length;
  }

  function mark(colors, name, choice, more) {
    const isChosen = name === sweep.rule;
    return {
      type: 'scatter',
      name,
      data: choice.regParam > 0 ? [[choice.regParam, choice.cvm]] : [],
      label: {show: true, formatter: isChosen ? `${name} (chosen)` : name, distance: 8, align: 'right', color: more.color, ...more.label},
      tooltip: {show: false},
      symbol: more.symbol,
      symbolSize: more.symbolSize,
      itemStyle: {color: more.color, borderColor: colors.background, borderWidth: 1.5},
      z: more.z,
    };
  }

  /** The diamond is larger than the circle, so that both are seen where they are the same cell. */
  function marks(colors, labelOfMin) {
    return [
      mark(colors, '1se', sweep.oneSe, {symbol: 'diamond', symbolSize: 20, color: colors.negative, z: 10, label: {position: 'top', align: 'left'}}),
      mark(colors, 'min', sweep.min, {symbol: 'circle', symbolSize: 11, color: colors.accent, z: 11, label: labelOfMin}),
    ];
  }

  // The answer

  document.title = `${sweep.name}: Ridgeline sweep`;
  byId('name').textContent = sweep.name;
  byId('headline').textContent =
    `${data.label} on ${whole(sweep.features)} features, ${whole(sweep.rows.used)} rows, ` +
    `${sweep.folds} folds, ${sweep.provenance.started}`;
  const seconds = Object.values(sweep.seconds).reduce((sum, value) => sum + value, 0);
  page.describe(byId('tiles'), [
    ['elasticNetParam', String(chosen.elasticNetParam), kind(chosen.elasticNetParam)],
    ['regParam', short(chosen.regParam, 6), `chosen by the rule ${sweep.rule}`],
    [
      'CV RMSE',
      short(chosen.rmse, 5),
      `${plusMinus(chosen.cvsd / (2 * chosen.rmse))}, in ${data.label}; mean squared error ${short(chosen.cvm)} ${plusMinus(chosen.cvsd)}`,
    ],
    ...(sweep.heldOut === null ? [] : [['Mean absolute error', short(sweep.heldOut.mae), `in ${data.label}; ${quantiles(sweep.heldOut)}`]]),
    ['R²', short(chosen.r2), 'on held-out rows'],
    ...(sweep.quantity === null ? [] : inQuantity(sweep.quantity)),
    ['Features that stay', `${whole(nonzero)} of ${whole(sweep.features)}`, refit()],
    ['Cells solved', whole(sweep.cells.solved), `${whole(sweep.cells.skipped)} skipped by early stopping`],
    ['Time', `${short(seconds, 3)}\u00a0s`, `of it solving ${short(sweep.seconds.solving ?? 0, 2)}\u00a0s`],
  ]);
  byId('notes').append(...page.unbroken(notes().join(' ')));

  function kind(elasticNetParam) {
    return elasticNetParam === 0 ? 'ridge' : elasticNetParam === 1 ? 'lasso' : 'elastic net';
  }

  function plusMinus(error) {
    return `±\u00a0${short(error, 2)}`;
  }

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

  /** What made the final model, as the summary has it. */
  function refit() {
    if (sweep.refit !== 'statistics') {
      return `refitted by MLlib from the ${sweep.refit === 'mllib-rows' ? 'rows' : 'statistics'}`;
    }
    return sweep.refitDifference === 0
      ? "the sweep's own fit"
      : `the sweep's own fit is kept, as MLlib's ends ${short(sweep.refitDifference, 2)} from it, in standardised coefficients`;
  }

  function notes() {
    const other = sweep.rule === 'min' ? ['1se', sweep.oneSe] : ['min', sweep.min];
    const texts = [
      `The rule ${other[0]} would take elasticNetParam ${other[1].elasticNetParam}, regParam ` +
        `${short(other[1].regParam, 6)}: CV RMSE ${short(other[1].rmse, 5)}, ${whole(other[1].nzero)} features.`,
    ];
    if (sweep.quantity !== null) {
      texts.push(
        `The model was fitted to ${data.label}, and errors are in that unit unless they say in ${sweep.quantity.expression}.`,
      );
    }
    if (sweep.cells.notConverged > 0) {
      const mend = sweep.engine.startsWith('mllib') ? 'set engine: gram' : 'raise solver.maxIter';
      texts.push(
        `${whole(sweep.cells.notConverged)} grid points did NOT converge and were left out of the choice; ${mend}.`,
      );
    } else if (sweep.kkt !== null) {
      texts.push(`Every cell converged; the largest violation of its optimality conditions is ${short(sweep.kkt, 2)}.`);
    }
    const path = sweep.grid.find((each) => each.elasticNetParam === sweep.min.elasticNetParam);
    if (path.added > 0) {
      texts.push(
        `The error fell to the end of the grid, so ${whole(path.added)} weaker regParams were added, ` +
          `to ${short(path.weakest, 3)}.`,
      );
    }
    if (path.weakEnd === 'LEVEL') {
      texts.push('The error is least at the weakest regParam, and level there: weaker ones are as good.');
    } else if (path.weakEnd === 'FALLING') {
      texts.push('The error still falls at the weakest regParam: weaker ones may do better still.');
    } else if (path.weakEnd === 'UNKNOWN') {
      texts.push('The weakest cell did not converge, so that the error at the weakest regParam is not known.');
    }
    if (sweep.rows.dropped > 0) {
      texts.push(`${whole(sweep.rows.dropped)} rows were dropped for invalid values.`);
    }
    return texts;
  }

  // Cross-validated error

  function errorAxis(colors, curvesShown, more = {}) {
    const errors = curvesShown.flatMap((curve) => curve.cvm);
    return page.spreadAxis(colors, `CV mean squared error of ${data.label}`, errors, {nameGap: 56, ...more});
  }

  function errorBand(curve, color, more = {}) {
    const steps = shown(curve);
    const floor = Math.min(...curve.cvm) / 2;
    const upper = steps.map((step) => [curve.regParams[step], curve.cvm[step] + curve.cvsd[step]]);
    const lower = steps.map((step) => [curve.regParams[step], Math.max(floor, curve.cvm[step] - curve.cvsd[step])]);
    return page.band(`elasticNetParam ${curve.elasticNetParam}`, color, [...upper, ...lower.reverse()], more);
  }

  function errorLine(curve, color, more = {}) {
    return {
      type: 'line',
      name: `elasticNetParam ${curve.elasticNetParam}`,
      data: shown(curve).map((step) => [curve.regParams[step], curve.cvm[step]]),
      showSymbol: shown(curve).length === 1,
      symbolSize: 6,
      lineStyle: {width: 2},
      itemStyle: {color},
      ...more,
    };
  }

  /** Standard errors above the smallest error that the view of the choice reaches. */
  const NEAR = 4;

  function isMarked(curve) {
    return [sweep.min, sweep.oneSe].some((choice) => choice.elasticNetParam === curve.elasticNetParam);
  }

  /**
   * The errors near the smallest, and the regParams that have them on the paths of the marked cells;
   * null where there is no more to see than among all cells.
   */
  function nearTheChoice() {
    const top = sweep.min.cvm + NEAR * sweep.min.cvsd;
    const cells = curves
      .filter(isMarked)
      .flatMap((curve) => shown(curve).filter((step) => curve.cvm[step] <= top).map((step) => [curve.regParams[step], curve.cvm[step], curve.cvsd[step]]));
    const regParams = cells.map((cell) => cell[0]);
    const [weakest, strongest] = [Math.min(...regParams), Math.max(...regParams)];
    if (!(sweep.min.cvsd > 0) || !(weakest < strongest)) {
      return null;
    }
    const margin = (strongest / weakest) ** 0.04;
    return {
      regParams: [weakest / margin, strongest * margin],
      errors: [Math.max(0, Math.min(...cells.map((cell) => cell[1] - cell[2]))), top],
    };
  }

  function nearOption(near) {
    return (colors) => {
      const all = cvOption(colors, curves.filter(isMarked));
      const ends = ([min, max]) => ({min, max});
      const isOneSe = sweep.min.regParam > 0 ? [{yAxis: sweep.min.cvm + sweep.min.cvsd}] : [];
      return {
        ...all,
        xAxis: page.spreadAxis(colors, 'regParam (weaker to the right)', near.regParams, {inverse: true, ...ends(near.regParams)}),
        yAxis: page.axis(colors, `CV mean squared error of ${data.label}`, {
          type: 'value',
          nameGap: 62,
          ...ends(near.errors),
          axisLabel: {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => short(value, 4)},
        }),
        series: all.series.map((one) =>
          one.name === 'min'
            ? {
                ...one,
                label: {...one.label, position: 'bottom', distance: 8},
                markLine: {
                  silent: true,
                  symbol: 'none',
                  precision: 20,
                  label: {formatter: page.narrow.matches ? 'min + 1 SE' : 'min + one standard error', position: 'insideStartTop', color: colors.text},
                  lineStyle: {color: colors.muted, type: 'dashed'},
                  data: isOneSe,
                },
              }
            : one,
        ),
      };
    };
  }

  function cvOption(colors, bands = curves) {
    const line = (i) => page.lineOf(colors, i);
    const ends = curves.filter((curve) => stopped(curve) && shown(curve).length > 0);
    return {
      legend: page.lineLegend(colors, curves.map((curve) => `elasticNetParam ${curve.elasticNetParam}`), {
        formatter: (name) => (page.narrow.matches ? name.replace('elasticNetParam ', '') : name),
      }),
      grid: {left: 78, right: 24, top: 40, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'axis',
        formatter: (items) =>
          items
            .filter((item) => item.seriesType === 'line')
            .map((item) => `${item.seriesName}: regParam ${short(item.value[0])}, error ${short(item.value[1], 5)}`)
            .join('\n'),
      }),
      xAxis: regParamAxis(colors),
      yAxis: errorAxis(colors, curves),
      series: [
        ...curves.map((curve, i) => errorLine(curve, line(i).color, {lineStyle: {width: 2, type: line(i).type}})),
        ...bands.map((curve) => errorBand(curve, line(curves.indexOf(curve)).color)),
        {
          type: 'scatter',
          name: 'stopped early',
          data: ends.map((curve) => [curve.regParams[curve.cvm.length - 1], curve.cvm[curve.cvm.length - 1]]),
          symbol: 'rect',
          symbolSize: [3, 18],
          itemStyle: {color: colors.text},
          tooltip: {show: false},
        },
        ...marks(colors, {position: 'top', distance: 26}),
      ],
    };
  }

  const stoppedEarly = curves.filter(stopped).length;
  byId('cv-note').textContent = [
    unshown > 0 ? `${whole(unshown)} cells of regParam 0 have no place on the axes of the charts; the table of errors has them.` : '',
    stoppedEarly > 0 ? 'A bar ends a path that was stopped early.' : '',
  ]
    .filter(Boolean)
    .join(' ');
  page.chart(
    byId('cv').querySelector('.chart'),
    `Cross-validated mean squared error against regParam, a line for each of ${curves.length} values of elasticNetParam. ` +
      `The smallest error, ${short(sweep.min.cvm)}, is at elasticNetParam ${sweep.min.elasticNetParam}, regParam ` +
      `${short(sweep.min.regParam)}; one standard error above it, at regParam ${short(sweep.oneSe.regParam)}, the error is ` +
      `${short(sweep.oneSe.cvm)}. ${stoppedEarly} paths were stopped early. The table below has every value.`,
    cvOption,
  );
  const near = nearTheChoice();
  if (near === null) {
    byId('near-part').remove();
  } else {
    page.chart(
      byId('near').querySelector('.chart'),
      `The same errors from ${short(near.errors[0])} to ${short(near.errors[1])}, at regParams from ${short(near.regParams[1], 3)} to ` +
        `${short(near.regParams[0], 3)}, where the smallest and the one within a standard error of it are.`,
      nearOption(near),
    );
  }
  page.behind(byId('cv'), 'Table of errors', () =>
    page.table(
      'Cross-validated errors',
      [
        {name: 'elasticNetParam', value: (row) => row[0].elasticNetParam},
        {name: 'regParam', value: (row) => row[0].regParams[row[1]]},
        {name: 'cvm', value: (row) => row[0].cvm[row[1]]},
        {name: 'cvsd', value: (row) => row[0].cvsd[row[1]]},
        {name: 'nzero', value: (row) => row[0].nzero[row[1]], show: (row) => whole(row[0].nzero[row[1]])},
      ],
      curves.flatMap((curve) => curve.cvm.map((_, step) => [curve, step])),
    ),
  );

  // The surface

  /** Each cell reaches half-way to its neighbours. */
  function surfaceCells() {
    return curves.flatMap((curve, i) => {
      const logs = curve.regParams.map((value) => Math.log(value));
      return shown(curve)
        .filter((step) => curve.cvm[step] > 0)
        .map((step) => {
          const [before, after] = [logs[step - 1], logs[step + 1]].map((log) => (Number.isFinite(log) ? Math.abs(log - logs[step]) : null));
          return [
            Math.exp(logs[step] - (after ?? before ?? 0.1) / 2),
            Math.exp(logs[step] + (before ?? after ?? 0.1) / 2),
            i - 0.5,
            i + 0.5,
            Math.log10(curve.cvm[step]),
            step,
          ];
        });
    });
  }

  function surfaceOption(colors) {
    const cells = surfaceCells();
    const values = cells.map((cell) => cell[4]);
    const names = curves.map((curve) => String(curve.elasticNetParam));
    return {
      grid: {left: 78, right: 24, top: 60, bottom: 50},
      tooltip: page.tooltip(colors, {
        formatter: (item) => {
          const curve = curves[Math.round(item.value[2] + 0.5)];
          const step = item.value[5];
          return `elasticNetParam ${curve.elasticNetParam}, regParam ${short(curve.regParams[step])}\nerror ` +
            `${short(curve.cvm[step], 5)} ± ${short(curve.cvsd[step], 2)}, ${whole(curve.nzero[step])} features`;
        },
      }),
      visualMap: {
        type: 'continuous',
        seriesIndex: 0,
        dimension: 4,
        min: Math.min(...values),
        max: Math.max(...values),
        orient: 'horizontal',
        left: 'center',
        top: 0,
        calculable: true,
        inRange: {color: [...colors.scale].reverse()},
        textStyle: {color: colors.text},
        formatter: (value) => short(10 ** value, 3),
      },
      xAxis: regParamAxis(colors),
      yAxis: page.axis(colors, 'elasticNetParam', {
        type: 'value',
        min: -0.5,
        max: curves.length - 0.5,
        interval: 0.5,
        splitLine: {show: false},
        axisTick: {show: false},
        axisLabel: {color: colors.text, formatter: (value) => (Number.isInteger(value) ? names[value] : '')},
      }),
      series: [
        page.rectangles('error', cells, {dimensions: ['x from', 'x to', 'y from', 'y to', 'value', 'step']}),
        {
          type: 'scatter',
          name: 'chosen',
          data: chosen.regParam > 0 ? [[chosen.regParam, chosenCurve]] : [],
          symbolSize: 16,
          z: 10,
          itemStyle: {color: 'transparent', borderColor: colors.negative, borderWidth: 3},
          label: {show: true, formatter: 'chosen', position: 'left', color: colors.text, backgroundColor: colors.background, padding: 2},
          tooltip: {show: false},
        },
      ],
    };
  }

  const ringed =
    chosen.regParam > 0
      ? `; the chosen cell, elasticNetParam ${chosen.elasticNetParam}, regParam ${short(chosen.regParam)}, is ringed`
      : '';
  if (surfaceCells().length > 0) {
    page.chart(
      byId('surface').querySelector('.chart'),
      `Heat map of the cross-validated error over elasticNetParam and regParam${ringed}. The table of errors above has every value.`,
      surfaceOption,
    );
  } else {
    byId('surface-part').remove();
  }

  // Paths

  /** Standardised coefficients of a curve: features, the strongest first, and a value for each feature and step. */
  function decoded(path) {
    const bytes = Uint8Array.from(atob(path.values), (letter) => letter.charCodeAt(0));
    const values = new Float32Array(bytes.buffer);
    return {features: path.features, steps: path.steps, omitted: path.omitted, at: (k, step) => values[k * path.steps + step]};
  }

  const paths = data.paths.map(decoded);
  const choice = byId('path-choice');
  const slider = byId('path-step');
  const search = byId('path-search');
  const named = new Set();
  let current = chosenCurve;
  let pointed = null;
  curves.forEach((curve, i) => {
    choice.append(element('option', {value: i}, `${curve.elasticNetParam} (${kind(curve.elasticNetParam)})`));
  });
  choice.value = String(chosenCurve);

  function namedPositions() {
    const path = paths[current];
    const strongest = path.features.slice(0, NAMED).map((_, k) => k);
    const sought = path.features.flatMap((feature, k) => (k >= NAMED && named.has(feature) ? [k] : []));
    return [...strongest, ...sought];
  }

  function pathLine(path, curve, k) {
    return shown(curve).map((step) => [curve.regParams[step], path.at(k, step)]);
  }

  /** The lines of all other features, x after y, with a gap after each: one series draws them quickly. */
  function otherLines(path, curve, isNamed) {
    const steps = shown(curve);
    const others = [...path.features.keys()].filter((k) => !isNamed.has(k));
    const line = 2 * (steps.length + 1);
    const points = new Float64Array(others.length * line).fill(NaN);
    others.forEach((k, i) => {
      steps.forEach((step, s) => {
        points[i * line + 2 * s] = curve.regParams[step];
        points[i * line + 2 * s + 1] = path.at(k, step);
      });
    });
    return points;
  }

  function strongestAt(step, count) {
    const path = paths[current];
    return path.features
      .map((feature, k) => [data.terms[feature], path.at(k, step)])
      .filter((entry) => entry[1] !== 0)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
      .slice(0, count);
  }

  function cellText(step) {
    const curve = curves[current];
    return `regParam ${short(curve.regParams[step])}: error ${short(curve.cvm[step], 5)} ± ${short(curve.cvsd[step], 2)}, ` +
      `${whole(curve.nzero[step])} features`;
  }

  /** The path nearest to the pointer at a step. */
  function nearest(step) {
    const path = paths[current];
    if (pointed === null || path.features.length === 0) {
      return '';
    }
    const place = pathChart.chart.convertFromPixel({gridIndex: 1}, pointed);
    if (!place || !pathChart.chart.containPixel({gridIndex: 1}, pointed)) {
      return '';
    }
    let best = 0;
    path.features.forEach((_, k) => {
      if (Math.abs(path.at(k, step) - place[1]) < Math.abs(path.at(best, step) - place[1])) {
        best = k;
      }
    });
    return `\nat the pointer: ${data.terms[path.features[best]]} ${short(path.at(best, step))}`;
  }

  function pathTooltip(items) {
    const curve = curves[current];
    const line = items.find((item) => item.seriesType === 'line' && item.value);
    if (!line) {
      return '';
    }
    const step = curve.regParams.indexOf(line.value[0]);
    if (step < 0) {
      return '';
    }
    const strongest = strongestAt(step, 8).map(([term, value]) => `${term} ${short(value)}`);
    return [cellText(step) + nearest(step), ...strongest].join('\n');
  }

  function pathsOption(colors) {
    const curve = curves[current];
    const path = paths[current];
    const line = (i) => page.lineOf(colors, i);
    const last = shown(curve).pop() ?? 0;
    const shownNames = namedPositions();
    const isNamed = new Set(shownNames);
    const others = otherLines(path, curve, isNamed);
    const own = chosen.elasticNetParam === curve.elasticNetParam && chosen.regParam > 0;
    const chosenLine = {
      silent: true,
      symbol: 'none',
      precision: 20,
      label: {formatter: 'chosen', color: colors.text},
      lineStyle: {color: colors.negative, type: 'dashed', width: 1.5},
      data: own ? [{xAxis: chosen.regParam}] : [],
    };
    const wide = !page.narrow.matches;
    const names = [...shownNames].sort((a, b) => path.at(b, last) - path.at(a, last)).map((k) => data.terms[path.features[k]]);
    const legendText = {color: colors.text, width: 130, overflow: 'truncate', fontSize: 11};
    return {
      legend: page.lineLegend(colors, names, {
        textStyle: legendText,
        tooltip: {show: true},
        ...(wide ? {orient: 'vertical', left: 'auto', right: 0, top: '34%', bottom: 20, width: 180, align: 'left'} : {}),
      }),
      axisPointer: {link: [{xAxisIndex: 'all'}], label: {backgroundColor: colors.muted, formatter: (axis) => short(axis.value, 3)}},
      tooltip: page.tooltip(colors, {trigger: 'axis', formatter: pathTooltip}),
      grid: [
        {left: 78, right: wide ? 190 : 24, top: wide ? 24 : 56, height: '20%'},
        {left: 78, right: wide ? 190 : 24, top: '36%', bottom: 50},
      ],
      xAxis: [
        regParamAxis(colors, {gridIndex: 0, name: '', axisLabel: {show: false}}),
        regParamAxis(colors, {gridIndex: 1}),
      ],
      yAxis: [
        errorAxis(colors, [curve], {gridIndex: 0, name: 'error'}),
        page.axis(colors, 'standardised coefficient', {type: 'value', gridIndex: 1, nameGap: 56}),
      ],
      series: [
        errorBand(curve, colors.accent, {xAxisIndex: 0, yAxisIndex: 0}),
        errorLine(curve, colors.accent, {xAxisIndex: 0, yAxisIndex: 0, markLine: {...chosenLine, label: {...chosenLine.label, show: true}}}),
        {
          type: 'line',
          name: 'other features',
          xAxisIndex: 1,
          yAxisIndex: 1,
          dimensions: ['regParam', 'coefficient'],
          data: others,
          connectNulls: false,
          showSymbol: false,
          silent: true,
          lineStyle: {color: colors.dim, width: 1, opacity: 0.45},
          markLine: {...chosenLine, label: {show: false}},
        },
        ...shownNames.map((k, i) => ({
          type: 'line',
          name: data.terms[path.features[k]],
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: pathLine(path, curve, k),
          showSymbol: shown(curve).length === 1,
          triggerLineEvent: true,
          lineStyle: {width: named.has(path.features[k]) ? 4 : 2, type: line(i).type},
          itemStyle: {color: line(i).color},
          emphasis: {focus: 'series', lineStyle: {width: 4}},
        })),
      ],
    };
  }

  const pathChart = page.chart(byId('paths').querySelector('.chart'), '', pathsOption);
  pathChart.chart.getZr().on('mousemove', (event) => {
    pointed = [event.offsetX, event.offsetY];
  });
  pathChart.chart.getZr().on('globalout', () => {
    pointed = null;
  });

  function showCell() {
    byId('path-cell').textContent = cellText(Number(slider.value));
  }

  function showChips() {
    byId('path-chips').replaceChildren(
      ...[...named].map((feature) => {
        const chip = element('button', {type: 'button', 'aria-label': `Do not name ${data.terms[feature]}`}, `${data.terms[feature]} ×`);
        chip.addEventListener('click', () => {
          named.delete(feature);
          showPaths();
          (byId('path-chips').querySelector('button') ?? search).focus();
        });
        return chip;
      }),
    );
  }

  function describePaths() {
    const path = paths[current];
    const curve = curves[current];
    const own = current === chosenCurve && chosen.regParam > 0;
    const strongest = path.features.slice(0, 5).map((feature) => data.terms[feature]).join(', ');
    const omitted = path.omitted > 0 ? ` ${whole(path.omitted)} weaker features are in path.csv only.` : '';
    byId('paths').querySelector('.chart').setAttribute(
      'aria-label',
      `Paths of ${whole(path.features.length)} coefficients for elasticNetParam ${curve.elasticNetParam}, below the ` +
        `cross-validated error of the same cells${own ? ', with the chosen cell marked' : ''}.` +
        `${strongest ? ` The strongest are ${strongest}.` : ''}${omitted} ` +
        'The slider above steps through the cells, and the table below has the named features.',
    );
    showChips();
    showCell();
  }

  function showPaths() {
    describePaths();
    pathChart.draw();
    pathTable();
  }

  /** What became of a feature that was sought in the path on show. */
  function seek(name) {
    const feature = data.terms.indexOf(name);
    if (feature < 0) {
      return `There is no feature ${name}.`;
    }
    if (!paths[current].features.includes(feature)) {
      return paths[current].omitted > 0
        ? `${name} is zero all along this path, or one of the weaker features that are in path.csv only.`
        : `${name} is zero all along this path.`;
    }
    named.add(feature);
    search.value = '';
    return `${name} is drawn thick.`;
  }

  choice.addEventListener('change', () => {
    current = Number(choice.value);
    slider.max = String(curves[current].cvm.length - 1);
    slider.value = current === chosenCurve ? String(chosen.step) : slider.max;
    showPaths();
  });
  slider.addEventListener('input', () => {
    showCell();
    pathChart.chart.dispatchAction({type: 'showTip', seriesIndex: 1, dataIndex: Number(slider.value)});
  });
  search.addEventListener('change', () => {
    byId('path-status').textContent = search.value === '' ? '' : seek(search.value);
    showPaths();
  });
  byId('path-names').append(...data.terms.map((term) => element('option', {value: term})));
  slider.max = String(curves[current].cvm.length - 1);
  slider.value = String(chosen.step);
  const pathTable = page.behind(byId('paths'), 'Table of the named features along the path', () => {
    const path = paths[current];
    const curve = curves[current];
    const columns = namedPositions().map((k) => ({
      name: data.terms[path.features[k]],
      value: (step) => path.at(k, step),
      show: (step) => short(path.at(k, step)),
    }));
    return page.table(
      `Standardised coefficients for elasticNetParam ${curve.elasticNetParam}`,
      [{name: 'regParam', value: (step) => curve.regParams[step]}, ...columns],
      [...curve.cvm.keys()],
    );
  });
  describePaths();

  // Coefficients

  const rows = data.terms.map((term, j) => ({
    term,
    j,
    coefficient: data.coefficients.values[j],
    standardized: data.coefficients.standardized[j],
  }));
  const largest = Math.max(...rows.map((row) => Math.abs(row.standardized)));

  function bar(row) {
    const share = largest > 0 ? (50 * Math.abs(row.standardized)) / largest : 0;
    const span = element('span', {class: row.standardized < 0 ? 'negative' : ''});
    span.style.width = `${share}%`;
    span.style.left = row.standardized < 0 ? `${50 - share}%` : '50%';
    return element('td', {class: 'bar', 'aria-hidden': 'true'}, span);
  }

  const kept = rows
    .filter((row) => row.coefficient !== 0)
    .sort((a, b) => Math.abs(b.standardized) - Math.abs(a.standardized));
  const droppedRows = rows.filter((row) => row.coefficient === 0);
  byId('coefficients-note').textContent =
    `Intercept ${short(data.coefficients.intercept, 6)}. Standardised is in deviations of the label per deviation of the ` +
    'feature, which makes coefficients comparable.';
  if (kept.length > 0) {
    byId('coefficients').append(
      page.table(
        'Coefficients that are not zero',
        [
          {name: 'term', text: true, value: (row) => row.term, show: (row) => row.term},
          {name: 'coefficient', value: (row) => row.coefficient},
          {name: 'standardised', value: (row) => row.standardized, show: (row) => short(row.standardized)},
          {name: 'size', className: 'bar', value: (row) => Math.abs(row.standardized), show: bar},
        ],
        kept,
      ),
    );
  } else {
    byId('coefficients').append(element('p', {}, 'Every coefficient is zero: the intercept alone predicts best.'));
  }
  if (droppedRows.length > 0) {
    page.behind(byId('dropped'), `${whole(droppedRows.length)} features were dropped`, () =>
      element('p', {}, droppedRows.map((row) => row.term).join(', ')),
    );
  }

  // Held-out predictions

  function bins(pairs) {
    const widthX = (pairs.x.to - pairs.x.from) / pairs.x.bins;
    const widthY = (pairs.y.to - pairs.y.from) / pairs.y.bins;
    return pairs.counts.map(([column, row, count]) => [
      pairs.x.from + column * widthX,
      pairs.x.from + (column + 1) * widthX,
      pairs.y.from + row * widthY,
      pairs.y.from + (row + 1) * widthY,
      count,
    ]);
  }

  function binsOption(pairs, yName, line) {
    const items = bins(pairs);
    const low = (k) => Math.min(...items.map((item) => item[k]));
    const high = (k) => Math.max(...items.map((item) => item[k]));
    const most = Math.max(...items.map((item) => item[4]));
    return (colors) => ({
      grid: {left: 78, right: 20, top: 50, bottom: 50},
      tooltip: page.tooltip(colors, {
        formatter: (item) =>
          `predicted ${short(item.value[0], 3)} to ${short(item.value[1], 3)}\n${yName} ${short(item.value[2], 3)} to ` +
          `${short(item.value[3], 3)}\n${whole(item.value[4])} rows`,
      }),
      visualMap: {
        type: 'piecewise',
        seriesIndex: 0,
        dimension: 4,
        pieces: countPieces(most),
        orient: 'horizontal',
        left: 'center',
        top: 0,
        itemWidth: 14,
        inRange: {color: colors.scale},
        textStyle: {color: colors.text},
      },
      xAxis: binAxis(colors, `predicted ${data.label}`, low(0), high(1)),
      yAxis: binAxis(colors, yName, low(2), high(3), {nameGap: 56}),
      series: [
        page.rectangles('rows', items),
        {
          type: 'line',
          name: 'perfect',
          data: line(low(0), high(1), low(2), high(3)),
          showSymbol: false,
          silent: true,
          z: 10,
          itemStyle: {color: colors.negative},
          lineStyle: {width: 1.5, type: 'dashed'},
          tooltip: {show: false},
        },
      ],
    });
  }

  function binAxis(colors, name, min, max, more) {
    const formatter = (value) => short(value, 3);
    const axisLabel = {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter};
    return page.axis(colors, name, {type: 'value', min, max, axisLabel, ...more});
  }

  /** Powers of ten, so that few rows are seen beside many. */
  function countPieces(most) {
    const pieces = [];
    for (let from = 1; from <= most; from *= 10) {
      pieces.push({min: from, max: from * 10 - 1, label: from === 1 ? '1+' : `${whole(from)}+`});
    }
    return pieces;
  }

  if (data.heldOut === null) {
    byId('held-out-note').textContent = 'Not made: report.heldOut is false, which saves a pass over the data.';
    byId('observed').parentElement.remove();
    byId('means').remove();
  } else {
    const {observed, residuals} = data.heldOut;
    const counted = observed.counts.reduce((sum, item) => sum + item[2], 0);
    const reach = data.heldOut.deviations;
    const beyond = [
      [observed.outside, `predicted or observed more than ${reach} deviations from the mean of the label`],
      [residuals.outside, `with a residual of more than ${reach} times the CV RMSE, or predicted more than ${reach} deviations from the mean`],
    ];
    byId('held-out-note').textContent = [
      'Each row is predicted by the fit of the chosen cell that did not see its fold.',
      ...beyond.map(([outside, where], i) =>
        outside > 0 ? `${i === 0 ? 'Observed against predicted' : 'Residuals against predicted'} leaves out ${whole(outside)} of ${whole(counted + observed.outside)} rows, ${where}.` : '',
      ),
    ]
      .filter(Boolean)
      .join(' ');
    const diagonal = (x0, x1, y0, y1) => [
      [Math.max(x0, y0), Math.max(x0, y0)],
      [Math.min(x1, y1), Math.min(x1, y1)],
    ];
    const level = (x0, x1) => [
      [x0, 0],
      [x1, 0],
    ];
    const tables = [
      ['observed', observed, `observed ${data.label}`, diagonal, 'Counts of rows by predicted and observed label'],
      ['residuals', residuals, `residual in ${data.label}`, level, 'Counts of rows by predicted label and residual'],
    ];
    for (const [id, pairs, name, line, caption] of tables) {
      if (pairs.counts.length === 0) {
        byId(id).replaceChildren(`${caption}: every row is out of reach.`);
        continue;
      }
      page.chart(
        byId(id).querySelector('.chart'),
        `${caption}, for rows held out of the fit; the dashed line is where a perfect prediction would be. ` +
          `The R2 on these rows is ${short(chosen.r2)}.`,
        binsOption(pairs, name, line),
      );
      page.behind(byId(id), 'Table of counts', () =>
        page.table(
          caption,
          [
            {name: 'predicted from', value: (item) => item[0]},
            {name: `${id === 'observed' ? 'observed' : 'residual'} from`, value: (item) => item[2]},
            {name: 'rows', value: (item) => item[4], show: (item) => whole(item[4])},
          ],
          bins(pairs),
        ),
      );
    }
  }

  // Mean residuals by prediction

  function meansOption(means) {
    return (colors) => ({
      grid: {left: 78, right: 20, top: 20, bottom: 50},
      tooltip: page.tooltip(colors, {
        trigger: 'item',
        formatter: (item) => {
          const group = means[item.dataIndex];
          return `${whole(group.rows)} rows, predicted ${short(group.prediction)}\nmean residual ${short(group.residual)} ${plusMinus(group.standardError)}`;
        },
      }),
      xAxis: page.axis(colors, `predicted ${data.label}`, {type: 'value', scale: true}),
      yAxis: page.axis(colors, `mean residual in ${data.label}`, {type: 'value', nameGap: 56}),
      series: [
        page.errorBars(
          'standard error',
          colors.accent,
          means.map((group) => [group.prediction, group.residual - group.standardError, group.residual + group.standardError]),
        ),
        {
          type: 'scatter',
          name: 'mean residual',
          data: means.map((group) => [group.prediction, group.residual]),
          symbolSize: 8,
          itemStyle: {color: colors.accent},
          markLine: {
            silent: true,
            symbol: 'none',
            label: {show: false},
            lineStyle: {color: colors.negative, type: 'dashed', width: 1.5},
            data: [{yAxis: 0}],
          },
        },
      ],
    });
  }

  /** Whether the residuals bend, in a sentence. */
  function curvature() {
    const bend = sweep.heldOut.curvature;
    if (bend === null) {
      return 'There are too few rows, or too little noise, to see whether the residuals bend.';
    }
    const numbers = `χ² ${short(bend.chiSquared, 3)}, where noise hardly ever exceeds ${short(bend.limit, 3)}`;
    const share = `${short(100 * bend.share, 2)}\u00a0% of the mean squared error`;
    if (bend.hint) {
      return (
        `A hint at curvature: the mean residual departs from a straight line in the prediction by more than noise allows (${numbers}), ` +
        `most where about ${short(bend.prediction, 3)} is predicted, by ${short(bend.distance, 2)} ${plusMinus(bend.standardError)}; the bend makes ${share}. ` +
        'Powers (data.degree), interactions or a function of a feature or of the label may fit better.'
      );
    }
    return bend.chiSquared > bend.limit
      ? `The mean residual bends by more than noise allows (${numbers}), but that makes no more than ${share}.`
      : `The mean residual bends no more with the prediction than noise allows (${numbers}).`;
  }

  if (data.heldOut !== null) {
    const means = data.heldOut.means;
    byId('curvature').textContent = curvature();
    if (means.length === 0) {
      byId('means').querySelector('figure').remove();
    } else {
      page.chart(
        byId('means').querySelector('.chart'),
        `Mean residual of ${means.length} groups of rows by what is predicted, with one standard error to each side. ${curvature()}`,
        meansOption(means),
      );
      page.behind(byId('means'), 'Table of mean residuals', () =>
        page.table(
          'Mean residuals by prediction',
          [
            {name: 'mean prediction', value: (group) => group.prediction},
            {name: 'mean residual', value: (group) => group.residual, show: (group) => short(group.residual)},
            {name: 'standard error', value: (group) => group.standardError, show: (group) => short(group.standardError, 2)},
            {name: 'rows', value: (group) => group.rows, show: (group) => whole(group.rows)},
          ],
          means,
        ),
      );
    }
  }

  // Data and provenance

  const planned = sweep.cells.planned;
  page.facts(byId('data-facts'), [
    ['rows read', whole(sweep.rows.read)],
    ['rows used', whole(sweep.rows.used)],
    ['dropped', `${whole(sweep.rows.dropped)} for invalid values, ${whole(sweep.rows.zeroWeight)} of weight 0`],
    ['label', `${data.label}: mean ${short(data.labelMean, 6)}, deviation ${short(data.labelDeviation, 6)}`],
    ['features', whole(sweep.features)],
    ['cells', `${whole(planned)} planned, ${whole(sweep.cells.solved)} solved, ${whole(sweep.cells.lookedAhead)} tried ahead`],
    ['engine', sweep.engine],
  ]);
  page.behind(byId('features'), 'Means and deviations of the features', () =>
    page.table(
      'Means and deviations',
      [
        {name: 'term', text: true, value: (j) => data.terms[j], show: (j) => data.terms[j]},
        {name: 'mean', value: (j) => data.means[j]},
        {name: 'deviation', value: (j) => data.deviations[j]},
      ],
      [...data.terms.keys()],
    ),
  );
  if (data.collinear === null) {
    byId('collinear-note').textContent = `The engine ${sweep.engine} does not know the correlations of the features.`;
  } else if (data.collinear.length === 0) {
    byId('collinear-note').textContent = 'No two features have a correlation of 0.95 or more.';
  } else {
    byId('collinear-note').textContent =
      `The ${whole(data.collinear.length)} most strongly correlated pairs, of absolute correlation 0.95 or more. Between ` +
      'such features the lasso picks, and ridge shares; single coefficients mean little.';
    byId('collinear').append(
      page.table(
        'Nearly collinear features',
        [
          {name: 'one', text: true, value: (pair) => data.terms[pair.first], show: (pair) => data.terms[pair.first]},
          {name: 'other', text: true, value: (pair) => data.terms[pair.second], show: (pair) => data.terms[pair.second]},
          {name: 'correlation', value: (pair) => pair.correlation},
        ],
        data.collinear,
      ),
    );
  }
  const origin = sweep.provenance;
  page.facts(byId('provenance'), [
    ['Ridgeline', origin.ridgeline],
    ['Spark', `${origin.spark} on ${origin.master}, ${origin.applicationId}`],
    ['Java', `${origin.java}, BLAS ${origin.blas}`],
    ['started', origin.started],
    ['seconds', Object.entries(sweep.seconds).map(([stage, value]) => `${stage} ${short(value, 2)}`).join(', ')],
    ['seed of the folds', String(origin.seed)],
    ['job file hash', origin.configHash],
    ['input', page.input(origin)],
    ['time zone', origin.timeZone],
  ]);
  byId('job').textContent = data.job;
})();
