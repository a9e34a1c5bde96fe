'use strict';

/* global sweepCurves */
/* exported errorsSection */

/** The cross-validated errors, of all cells and near the minimum. */
const errorsSection = (() => {
  const {whole, short, byId} = page;
  const {shown, shownRegParams, regParamAxis, errorAxis, errorBand, errorLine} = sweepCurves;

  /** The zoomed view extends to this many standard errors above the smallest error. */
  const NEAR = 4;

  function isStopped(curve) {
    return curve.cvm.length < curve.regParams.length;
  }

  function isMarked(sweep, curve) {
    return [sweep.min, sweep.oneSe].some((cell) => cell.elasticNetParam === curve.elasticNetParam);
  }

  function mark(colors, name, cell, isChosen, more) {
    return {
      type: 'scatter',
      name,
      data: cell.regParam > 0 ? [[cell.regParam, cell.cvm]] : [],
      label: {show: true, formatter: isChosen ? `${name} (chosen)` : name, distance: 8, align: 'right', color: more.color, ...more.label},
      tooltip: {show: false},
      symbol: more.symbol,
      symbolSize: more.symbolSize,
      itemStyle: {color: more.color, borderColor: colors.background, borderWidth: 1.5},
      z: more.z,
    };
  }

  /** The diamond is larger than the circle, so that both are visible if they mark the same cell. */
  function marks(colors, {rule, min, oneSe}) {
    return [
      mark(colors, '1se', oneSe, rule === '1se', {
        symbol: 'diamond',
        symbolSize: 20,
        color: colors.negative,
        z: 10,
        label: {position: 'top', align: 'left'},
      }),
      mark(colors, 'min', min, rule === 'min', {
        symbol: 'circle',
        symbolSize: 11,
        color: colors.accent,
        z: 11,
        label: {position: 'top', distance: 26},
      }),
    ];
  }

  function endsOfStopped(colors, curves) {
    const ends = curves.filter((curve) => isStopped(curve) && shown(curve).length > 0);
    return {
      type: 'scatter',
      name: 'stopped early',
      data: ends.map((curve) => [curve.regParams[curve.cvm.length - 1], curve.cvm[curve.cvm.length - 1]]),
      symbol: 'rect',
      symbolSize: [3, 18],
      itemStyle: {color: colors.text},
      tooltip: {show: false},
    };
  }

  function errorsOption({sweep, curves, label}, banded, colors) {
    const line = (i) => page.lineOf(colors, i);
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
      xAxis: regParamAxis(colors, shownRegParams(curves)),
      yAxis: errorAxis(colors, label, curves),
      series: [
        ...curves.map((curve, i) => errorLine(curve, line(i).color, {lineStyle: {width: 2, type: line(i).type}})),
        ...banded.map((curve) => errorBand(curve, line(curves.indexOf(curve)).color)),
        endsOfStopped(colors, curves),
        ...marks(colors, sweep),
      ],
    };
  }

  /** The errors near the smallest one, and their regParams on the paths of the marked cells; null if the
   * zoomed view would show no more than that of all cells.
   */
  function nearTheChoice(sweep, marked) {
    const top = sweep.min.cvm + NEAR * sweep.min.cvsd;
    const cells = marked.flatMap((curve) =>
      shown(curve)
        .filter((step) => curve.cvm[step] <= top)
        .map((step) => [curve.regParams[step], curve.cvm[step], curve.cvsd[step]]),
    );
    const regParams = cells.map((cell) => cell[0]);
    const [smallest, largest] = [Math.min(...regParams), Math.max(...regParams)];
    if (!(sweep.min.cvsd > 0) || !(smallest < largest)) {
      return null;
    }
    const margin = (largest / smallest) ** 0.04;
    return {
      regParams: [smallest / margin, largest * margin],
      errors: [Math.max(0, Math.min(...cells.map((cell) => cell[1] - cell[2]))), top],
    };
  }

  function oneSeLine(colors, min) {
    return {
      silent: true,
      symbol: 'none',
      precision: 20,
      label: {formatter: page.narrow.matches ? 'min + 1 SE' : 'min + one standard error', position: 'insideStartTop', color: colors.text},
      lineStyle: {color: colors.muted, type: 'dashed'},
      data: min.regParam > 0 ? [{yAxis: min.cvm + min.cvsd}] : [],
    };
  }

  function nearOption(data, marked, near, colors) {
    const all = errorsOption(data, marked, colors);
    const ends = ([min, max]) => ({min, max});
    const markOfMin = (series) => ({
      ...series,
      label: {...series.label, position: 'bottom', distance: 8},
      markLine: oneSeLine(colors, data.sweep.min),
    });
    return {
      ...all,
      xAxis: regParamAxis(colors, near.regParams, ends(near.regParams)),
      yAxis: page.axis(colors, `CV mean squared error of ${data.label}`, {
        type: 'value',
        nameGap: 62,
        ...ends(near.errors),
        axisLabel: {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => short(value, 4)},
      }),
      series: all.series.map((series) => (series.name === 'min' ? markOfMin(series) : series)),
    };
  }

  function note(curves, stoppedEarly) {
    const unshown = curves.reduce((sum, curve) => sum + curve.cvm.length, 0) - shownRegParams(curves).length;
    return [
      unshown > 0 ? `${whole(unshown)} cells with regParam 0 cannot be drawn on the logarithmic axes; they are in the table of errors.` : '',
      stoppedEarly > 0 ? 'A vertical bar marks the end of a path that was stopped early.' : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  function errorsTable(curves) {
    return page.table(
      'Cross-validated errors',
      [
        {name: 'elasticNetParam', value: (row) => row[0].elasticNetParam},
        {name: 'regParam', value: (row) => row[0].regParams[row[1]]},
        {name: 'cvm', value: (row) => row[0].cvm[row[1]]},
        {name: 'cvsd', value: (row) => row[0].cvsd[row[1]]},
        {name: 'nzero', value: (row) => row[0].nzero[row[1]], show: (row) => whole(row[0].nzero[row[1]])},
      ],
      curves.flatMap((curve) => curve.cvm.map((_, step) => [curve, step])),
    );
  }

  function showNear(data) {
    const marked = data.curves.filter((curve) => isMarked(data.sweep, curve));
    const near = nearTheChoice(data.sweep, marked);
    if (near === null) {
      byId('near-part').remove();
      return;
    }
    page.chart(
      byId('near').querySelector('.chart'),
      `The same errors from ${short(near.errors[0])} to ${short(near.errors[1])}, at regParams from ${short(near.regParams[1], 3)} to ` +
        `${short(near.regParams[0], 3)}, around the smallest error and the one within a standard error of it.`,
      (colors) => nearOption(data, marked, near, colors),
    );
  }

  function show(data) {
    const {sweep, curves} = data;
    const stoppedEarly = curves.filter(isStopped).length;
    byId('cv-note').textContent = note(curves, stoppedEarly);
    page.chart(
      byId('cv').querySelector('.chart'),
      `Cross-validated mean squared error against regParam, a line for each of ${curves.length} values of elasticNetParam. ` +
        `The smallest error, ${short(sweep.min.cvm)}, is at elasticNetParam ${sweep.min.elasticNetParam}, regParam ` +
        `${short(sweep.min.regParam)}; one standard error above it, at regParam ${short(sweep.oneSe.regParam)}, the error is ` +
        `${short(sweep.oneSe.cvm)}. ${stoppedEarly} paths were stopped early. The table below has all values.`,
      (colors) => errorsOption(data, curves, colors),
    );
    showNear(data);
    page.behind(byId('cv'), 'Table of errors', () => errorsTable(curves));
  }

  return {show};
})();
