'use strict';

/* global trainMeasures, trainSettings, epochsChart */
/* exported trialsSection */

/** Comparison of the trainings of one job. */
const trialsSection = (() => {
  const {whole, short, element, byId} = page;
  const {partsOf, heldOutPart, hasClasses, percent, gapOf, exactTicks} = trainMeasures;

  /** Maximum number of trainings with a chart of their own; the best come first. */
  const MAX_CURVES = 12;

  const ENDS = {DONE: 'all epochs', STOPPED: 'early stopping', PRUNED: 'pruned', DIVERGED: 'loss NaN or infinite'};

  function gapText(gap, isOfClasses) {
    return isOfClasses
      ? `${(100 * gap.value).toFixed(2)} ± ${(100 * gap.error).toFixed(2)}`
      : `${short(gap.value, 3)} ± ${short(gap.error, 2)}`;
  }

  /** A column for the chosen epoch of each training; empty for trainings without one. */
  function chosenColumn(name, value, text) {
    return {
      name,
      value: (trial) => (trial.chosen === null ? null : value(trial.chosen)),
      show: (trial) => (trial.chosen === null ? '' : text(trial.chosen)),
    };
  }

  function trialsTable(trials, parts, isOfClasses) {
    const measure = isOfClasses ? 'accuracy' : 'loss';
    const text = (measured) => (isOfClasses ? percent(measured.accuracy) : short(measured.loss));
    const hasZeroWeights = trials.some((trial) => trial.chosen !== null && trial.chosen.zeroWeights > 0);
    return page.table(
      'Trainings',
      [
        {name: 'training', text: true, value: (trial) => trial.name, show: (trial) => trial.name},
        ...parts.map((part) =>
          chosenColumn(
            `${part.name} ${measure}`,
            (chosen) => chosen[part.key][measure],
            (chosen) => text(chosen[part.key]),
          ),
        ),
        ...(parts.length > 1
          ? [
              chosenColumn(
                'gap',
                (chosen) => gapOf(chosen).value,
                (chosen) => gapText(gapOf(chosen), isOfClasses),
              ),
            ]
          : []),
        ...(hasZeroWeights
          ? [
              chosenColumn(
                'zero weights',
                (chosen) => chosen.zeroWeights,
                (chosen) => whole(chosen.zeroWeights),
              ),
            ]
          : []),
        {name: 'epoch', value: (trial) => (trial.chosen === null ? null : trial.chosen.epoch)},
        {name: 'epochs', value: (trial) => trial.epochs},
        {name: 'ended by', text: true, value: (trial) => ENDS[trial.ended], show: (trial) => ENDS[trial.ended]},
      ],
      trials,
    );
  }

  /** A linear axis, unless losses differ by orders of magnitude. */
  function lossAxis(colors, losses) {
    return Math.max(...losses) > 30 * Math.min(...losses)
      ? page.spreadAxis(colors, '', losses)
      : page.axis(colors, '', {type: 'value', scale: true, axisLabel: exactTicks(colors)});
  }

  function overlaySeries(colors, curve, rank, part) {
    const line = rank < MAX_CURVES ? page.lineOf(colors, rank) : {color: colors.line, type: 'solid'};
    return {
      type: 'line',
      name: curve.name,
      data: curve.history.map((epoch) => [epoch.epoch, epoch[part.key].loss]),
      symbolSize: 5,
      itemStyle: {color: line.color},
      lineStyle: {width: curve.trial.isChosen ? 3 : 1.5, type: line.type},
    };
  }

  /** Held-out losses of all trainings in one chart; all but the best are grey and in the background. */
  function showOverlay(ranked, part) {
    if (part === undefined || ranked.length < 2) {
      byId('overlay').remove();
      return;
    }
    const longest = Math.max(2, ...ranked.map((curve) => curve.history.length));
    const losses = ranked.flatMap((curve) => curve.history.map((epoch) => epoch[part.key].loss));
    byId('overlay').querySelector('figcaption').textContent = `${part.name === 'test' ? 'Test' : 'Validation'} losses of all trainings`;
    page.chart(
      byId('overlay').querySelector('.chart'),
      `${part.name} loss of ${ranked.length} trainings by epoch; ${ranked[0].name} is best.`,
      (colors) => ({
        legend: page.lineLegend(colors, ranked.slice(0, MAX_CURVES).map((curve) => curve.name)),
        grid: {left: 70, right: 20, top: 40, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'item',
          formatter: (item) => `${item.seriesName}\nepoch ${item.value[0]}: ${short(item.value[1])}`,
        }),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, max: longest, minInterval: 1}),
        yAxis: lossAxis(colors, losses),
        series: ranked.map((curve, rank) => overlaySeries(colors, curve, rank, part)).reverse(),
      }),
    );
  }

  /** Rounded bounds of an axis, and steps that divide it evenly. */
  function roundedExtent(min, max) {
    const unit = 10 ** Math.floor(Math.log10(max - min || 1));
    const digits = (value) => Number(value.toPrecision(12));
    const [low, high] = [Math.floor(min / unit), Math.ceil(max / unit)];
    const step = high - low <= 2 ? 0.25 : high - low <= 5 ? 0.5 : 1;
    return {min: digits(low * unit), max: digits(high * unit), interval: digits(step * unit)};
  }

  /** A chart for each of the best trainings, all with the same axes. */
  function showCurves(drawn, ranked, parts, measure) {
    const best = new Set(ranked.slice(0, MAX_CURVES));
    const curves = drawn.filter((curve) => best.has(curve));
    if (drawn.length > curves.length) {
      byId('trial-curves').before(element('p', {}, `Curves of the best ${curves.length} of ${drawn.length} trainings, by validation rows:`));
    }
    const values = curves.flatMap((curve) => curve.history.flatMap((epoch) => parts.map((part) => epoch[part.key][measure])));
    const axis = roundedExtent(Math.min(...values), Math.max(...values));
    const longest = Math.max(2, ...drawn.map((curve) => curve.history.length));
    curves.forEach((curve) => {
      const figure = epochsChart.newFigure(byId('trial-curves'), `${curve.name}: ${measure}`);
      epochsChart.draw(figure, `${measure} of ${curve.name}`, parts, curve.history, (measured) => measured[measure], longest, {axis});
    });
  }

  function show(data) {
    const {trials} = data.report;
    if (trials.length === 0) {
      byId('trials-section').remove();
      return;
    }
    const parts = partsOf(data);
    const isOfClasses = hasClasses(data);
    byId('trials-note').textContent =
      'All trainings use the same rows; each is evaluated with the weights that its model would have. ' +
      `The chosen training is "${trials.find((trial) => trial.isChosen).name}". ${trainSettings.margin(trials, data.metric)}`;
    byId('trials').append(trialsTable(trials, parts, isOfClasses));
    const drawn = data.curves.map((curve, i) => ({...curve, trial: trials[i]})).filter((curve) => curve.history.length > 0);
    const score = (curve) => trainSettings.scoreOf(curve.trial, data.metric);
    const ranked = [...drawn].sort((a, b) => score(a) - score(b));
    showOverlay(ranked, heldOutPart(parts));
    showCurves(drawn, ranked, parts, isOfClasses ? 'accuracy' : 'loss');
  }

  return {show};
})();
