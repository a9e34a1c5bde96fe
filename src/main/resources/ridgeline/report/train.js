'use strict';

/** Fills the report of a training. */
(() => {
  const {data, whole, short, element, byId} = page;
  const report = data.report;
  const history = data.history;

  /** Trainings whose curves are drawn one by one: the best of them. */
  const MAX_CURVES = 12;

  /** Standard errors that a difference has to exceed to be more than noise. */
  const NOISE = 2;

  const hasClasses = report.chosen.training.accuracy !== null;

  document.title = `${report.name}: Ridgeline training`;
  byId('name').textContent = report.name;
  byId('headline').textContent =
    `${whole(report.rows.training)} training rows, ${whole(report.parameters)} parameters, ${report.provenance.started}`;

  const parts = [
    {key: 'training', name: 'training', rows: Math.min(report.rows.training, data.measuredTrainingRows)},
    {key: 'validation', name: 'validation', rows: report.rows.validation},
    {key: 'test', name: 'test', rows: report.rows.test},
  ].filter((part) => report.chosen[part.key] !== null);

  function percent(share) {
    return `${(100 * share).toFixed(2)} %`;
  }

  /** What is shown of a part: the accuracy of classes, the R2 of numbers. */
  function quality(measured) {
    return hasClasses ? percent(measured.accuracy) : `R² ${short(1 - measured.loss)}`;
  }

  // The answer

  function summary() {
    const best = report.chosen;
    const stopped = report.stoppedEarly ? ', after which training stopped early' : '';
    const why = data.takesBest ? `the best of ${report.epochs}${stopped}` : 'the last';
    const gap = best.test === null ? '' : generalisation(best);
    byId('summary').textContent = `The weights are those of epoch ${best.epoch}, ${why}. ${gap}`;
    page.describe(
      byId('figures'),
      parts.map((part) => [
        part.name,
        quality(best[part.key]),
        `loss ${short(best[part.key].loss)} ± ${short(best[part.key].lossError, 2)}, ${whole(part.rows)} rows`,
      ]).concat(
        best.zeroWeights > 0
          ? [['zero weights', `${whole(best.zeroWeights)} of ${whole(report.weights)}`, `${percent(best.zeroWeights / report.weights)} of the weights that penalties apply to`]]
          : [],
      ),
    );
  }

  /** By what parts are compared: the accuracy of classes, the loss of numbers. */
  function compared(measured) {
    return hasClasses
      ? {value: measured.accuracy, error: measured.accuracyError}
      : {value: -measured.loss, error: measured.lossError};
  }

  /** How much better the network is on rows that it has seen, with its standard error over the rows. */
  function gapOf(epoch) {
    const [seen, unseen] = [compared(epoch.training), compared(epoch.test ?? epoch.validation)];
    return {value: seen.value - unseen.value, error: Math.hypot(seen.error, unseen.error)};
  }

  function difference(value) {
    return hasClasses ? `${(100 * value).toFixed(2)} percentage points of accuracy` : `${short(value)} of R²`;
  }

  /** How much better the network is on rows that it has seen, where that is more than noise. */
  function generalisation(best) {
    const gap = gapOf(best);
    const error = `its standard error over the rows is ${hasClasses ? (100 * gap.error).toFixed(2) : short(gap.error, 2)}`;
    if (Math.abs(gap.value) <= NOISE * gap.error) {
      return `Training and test rows differ by ${difference(Math.abs(gap.value))}, which is within noise: ${error}.`;
    }
    return gap.value > 0
      ? `Training rows are predicted better than test rows by ${difference(gap.value)} (${error}): that much does not generalise.`
      : `Test rows are predicted better than training rows by ${difference(-gap.value)} (${error}).`;
  }

  /** The epoch with the least validation loss; without validation rows null. */
  function leastLoss(epochs) {
    return epochs.every((epoch) => epoch.validation !== null)
      ? epochs.reduce((least, epoch) => (epoch.validation.loss < least.validation.loss ? epoch : least))
      : null;
  }

  /** Says where the validation loss is least, and whether it rose afterwards. */
  function course() {
    const least = leastLoss(history);
    if (least === null) {
      byId('course').remove();
      return;
    }
    const last = history[history.length - 1];
    const rise = last.validation.loss - least.validation.loss;
    // Of the same rows, so that this overstates the noise.
    const error = Math.hypot(last.validation.lossError, least.validation.lossError);
    const where = `The validation loss is least after epoch ${least.epoch}, ${short(least.validation.loss)}, marked by a ring`;
    byId('course').textContent =
      least === last
        ? `${where}: it still fell in the last epoch.`
        : rise > NOISE * error
          ? `${where}. It rose to ${short(last.validation.loss)} by epoch ${last.epoch}, by ${(100 * rise / least.validation.loss).toFixed(0)} %: from there on the network learns its training rows by heart.`
          : `${where}. Until epoch ${last.epoch} it stays within noise of that, at ${short(last.validation.loss)}.`;
  }

  // Curves

  function curve(title, value) {
    const figure = element('figure', {}, element('figcaption', {}, title), element('div', {class: 'chart', tabindex: '0'}));
    byId('curves').append(figure);
    const shown = parts.filter((part) => history.some((epoch) => epoch[part.key] !== null));
    const longest = Math.max(2, history.length);
    epochChart(figure, title, shown, history, value, longest, {axis: {scale: true}, marked: true});
    page.behind(figure, 'Table of the epochs', () => epochs());
  }

  /**
   * Draws a value of each part by epoch.
   *
   * more: {axis: of the values, marked: whether the epoch whose weights were taken is}
   */
  function epochChart(figure, title, shown, epochs, value, longest, more) {
    const last = epochs[epochs.length - 1];
    page.chart(
      figure.querySelector('.chart'),
      `${title} by epoch: ` + shown.map((part) => `${part.name} ends at ${short(value(last[part.key]))}`).join(', ') + '.',
      (colors) => ({
        legend: page.legend(colors),
        grid: {left: 70, right: 20, top: more.marked ? 60 : 40, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'axis',
          formatter: (items) =>
            [`epoch ${items[0].value[0]}`, ...items.map((item) => `${item.seriesName} ${short(item.value[1])}`)].join('\n'),
        }),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, max: longest, minInterval: 1}),
        // Ticks of a narrow axis differ in their last digits.
        yAxis: page.axis(colors, '', {
          type: 'value',
          axisLabel: {color: colors.text, hideOverlap: true, formatter: (tick) => short(tick, 6)},
          ...more.axis,
        }),
        series: shown.map((part, i) => ({
          type: 'line',
          name: part.name,
          data: epochs.map((epoch) => [epoch.epoch, value(epoch[part.key])]),
          symbolSize: 6,
          itemStyle: {color: colors.palette[i]},
          lineStyle: {width: 2},
          markLine: more.marked && i === 0 ? weightsTaken(colors) : undefined,
          markPoint: part.key === 'validation' ? leastPoint(colors.palette[i], epochs, value) : undefined,
        })),
      }),
    );
  }

  /** A line at the epoch whose weights were taken, with its label above the curves. */
  function weightsTaken(colors) {
    return {
      silent: true,
      symbol: 'none',
      lineStyle: {color: colors.muted, type: 'dashed'},
      label: {formatter: 'weights taken', color: colors.muted, position: 'end', align: labelSide(), distance: 4},
      data: [{xAxis: report.chosen.epoch}],
    };
  }

  /** On which side of its line a label is, so that it stays on the chart. */
  function labelSide() {
    const place = (report.chosen.epoch - 1) / Math.max(1, history.length - 1);
    return place < 0.15 ? 'left' : place > 0.85 ? 'right' : 'center';
  }

  /** A ring at the epoch with the least validation loss. */
  function leastPoint(color, epochs, value) {
    const least = leastLoss(epochs);
    return least === null
      ? undefined
      : {
          silent: true,
          symbol: 'circle',
          symbolSize: 16,
          itemStyle: {color: 'transparent', borderColor: color, borderWidth: 2},
          label: {show: false},
          data: [{name: 'least validation loss', coord: [least.epoch, value(least.validation)]}],
        };
  }

  function epochs() {
    return page.table(
      'Epochs',
      [
        {name: 'epoch', value: (epoch) => epoch.epoch},
        ...parts.flatMap((part) => [
          {name: `${part.name} loss`, value: (epoch) => epoch[part.key].loss},
          ...(hasClasses
            ? [{name: `${part.name} accuracy`, value: (epoch) => epoch[part.key].accuracy, show: (epoch) => percent(epoch[part.key].accuracy)}]
            : []),
        ]),
        {name: 'learning rate', value: (epoch) => epoch.learningRate},
        ...(history.some((epoch) => epoch.zeroWeights > 0)
          ? [{name: 'zero weights', value: (epoch) => epoch.zeroWeights, show: (epoch) => whole(epoch.zeroWeights)}]
          : []),
        {name: 'seconds', value: (epoch) => epoch.seconds, show: (epoch) => short(epoch.seconds, 3)},
      ],
      history,
    );
  }

  function rates() {
    if (history.every((epoch) => epoch.learningRate === history[0].learningRate)) {
      byId('rates').remove();
      return;
    }
    page.chart(
      byId('rates').querySelector('.chart'),
      `Learning rate of the last step of each epoch, from ${short(history[0].learningRate)} to ${short(history[history.length - 1].learningRate)}.`,
      (colors) => ({
        grid: {left: 70, right: 20, top: 20, bottom: 50},
        tooltip: page.tooltip(colors, {trigger: 'axis', formatter: (items) => `epoch ${items[0].value[0]}: ${short(items[0].value[1])}`}),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, minInterval: 1}),
        yAxis: page.axis(colors, '', {type: 'value'}),
        series: [
          {
            type: 'line',
            name: 'learning rate',
            data: history.map((epoch) => [epoch.epoch, epoch.learningRate]),
            itemStyle: {color: colors.palette[0]},
          },
        ],
      }),
    );
  }

  // Trainings side by side

  const ENDS = {DONE: 'all epochs', STOPPED: 'early stopping', PRUNED: 'pruned', DIVERGED: 'loss NaN or infinite'};

  function trials() {
    if (report.trials.length === 0) {
      byId('trials-section').remove();
      return;
    }
    const measure = hasClasses ? 'accuracy' : 'loss';
    byId('trials-note').textContent =
      'All on the same rows; each measured with the weights that it would give to a model. ' +
      `The model is that of ${report.trials.find((trial) => trial.isChosen).name}. ${margin()}`;
    byId('trials').append(trialTable(measure));
    const drawn = data.curves.map((one, i) => ({...one, trial: report.trials[i]})).filter((one) => one.history.length > 0);
    const ranked = [...drawn].sort((a, b) => scoreOf(a.trial) - scoreOf(b.trial));
    overlay(drawn, ranked);
    strengths();
    const best = new Set(ranked.slice(0, MAX_CURVES));
    const curves = drawn.filter((one) => best.has(one));
    if (drawn.length > curves.length) {
      byId('trial-curves').before(element('p', {}, `Curves of the best ${curves.length} of ${drawn.length}, by validation rows:`));
    }
    const values = curves.flatMap((one) => one.history.flatMap((epoch) => parts.map((part) => epoch[part.key][measure])));
    const extent = roundedExtent(Math.min(...values), Math.max(...values));
    curves.forEach((one) => trialCurve(one, measure, extent));
  }

  /** What trials are compared by: their validation rows, or without those the test; less is better. */
  function scoreOf(trial) {
    const measured = trial.chosen === null ? null : (trial.chosen.validation ?? trial.chosen.test);
    if (measured === null || measured === undefined) {
      return Infinity;
    }
    return data.metric === 'accuracy' && measured.accuracy !== null ? -measured.accuracy : measured.loss;
  }

  function errorOf(trial) {
    const measured = trial.chosen.validation ?? trial.chosen.test;
    return data.metric === 'accuracy' && measured.accuracy !== null ? measured.accuracyError : measured.lossError;
  }

  /** Settings with the mean of their trainings, and its standard error: over seeds, or over the rows. */
  function settings() {
    const bySetting = new Map();
    report.trials.forEach((trial) => bySetting.set(trial.setting, [...(bySetting.get(trial.setting) ?? []), trial]));
    return [...bySetting.values()].map((trials) => {
      const whole = trials.filter((trial) => trial.chosen !== null);
      const name = trials.length === 1 ? trials[0].name : trials[0].name.replace(/, seed -?\d+$/, '');
      const scores = whole.map(scoreOf);
      const error = scores.length > 1 ? spread(scores) : scores.length === 1 ? errorOf(whole[0]) : Infinity;
      return {name, trials: whole, isWhole: whole.length === trials.length && trials.every((trial) => trial.ended !== 'PRUNED'), score: mean(scores), error, isChosen: trials.some((trial) => trial.isChosen), seeds: trials.length};
    });
  }

  function mean(values) {
    return sum(values) / values.length;
  }

  /** The standard error of a mean of independent values. */
  function spread(values) {
    const center = mean(values);
    return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1) / values.length);
  }

  /** Whether the settings that were chosen are better than the next by more than noise. */
  function margin() {
    const all = settings().filter((one) => one.isWhole && Number.isFinite(one.score));
    const chosen = all.find((one) => one.isChosen);
    const next = all.filter((one) => !one.isChosen).sort((a, b) => a.score - b.score)[0];
    if (chosen === undefined || next === undefined || chosen.score > next.score) {
      return '';
    }
    const error = Math.hypot(chosen.error, next.error);
    const over = chosen.seeds > 1 ? `over ${chosen.seeds} seeds` : 'over the rows';
    const apart = short(next.score - chosen.score, 3);
    const what = data.metric === 'accuracy' ? 'accuracy' : 'loss';
    return next.score - chosen.score > NOISE * error
      ? `Its validation ${what} is better than that of ${next.name}, the next, by ${apart} (standard error ${over} ${short(error, 2)}).`
      : `Its validation ${what} is better than that of ${next.name}, the next, by ${apart}, which is within noise: the standard error ${over} is ${short(error, 2)}.`;
  }

  function trialTable(measure) {
    const show = (measured) => (hasClasses ? percent(measured.accuracy) : short(measured.loss));
    return page.table(
      'Trainings',
      [
        {name: 'training', text: true, value: (trial) => trial.name, show: (trial) => trial.name},
        ...parts.map((part) => ({
          name: `${part.name} ${measure}`,
          value: (trial) => (trial.chosen === null ? null : trial.chosen[part.key][measure]),
          show: (trial) => (trial.chosen === null ? '' : show(trial.chosen[part.key])),
        })),
        ...(parts.length > 1
          ? [
              {
                name: 'gap',
                value: (trial) => (trial.chosen === null ? null : gapOf(trial.chosen).value),
                show: (trial) => (trial.chosen === null ? '' : gapText(gapOf(trial.chosen))),
              },
            ]
          : []),
        ...(report.trials.some((trial) => trial.chosen !== null && trial.chosen.zeroWeights > 0)
          ? [
              {
                name: 'zero weights',
                value: (trial) => (trial.chosen === null ? null : trial.chosen.zeroWeights),
                show: (trial) => (trial.chosen === null ? '' : whole(trial.chosen.zeroWeights)),
              },
            ]
          : []),
        {name: 'epoch', value: (trial) => (trial.chosen === null ? null : trial.chosen.epoch)},
        {name: 'epochs', value: (trial) => trial.epochs},
        {name: 'ended by', text: true, value: (trial) => ENDS[trial.ended], show: (trial) => ENDS[trial.ended]},
      ],
      report.trials,
    );
  }

  function gapText(gap) {
    return hasClasses
      ? `${(100 * gap.value).toFixed(2)} ± ${(100 * gap.error).toFixed(2)}`
      : `${short(gap.value, 3)} ± ${short(gap.error, 2)}`;
  }

  /** Validation losses of all trainings in one chart; past the best ones they are grey. */
  function overlay(drawn, ranked) {
    const part = parts.find((one) => one.key === 'validation') ?? parts.find((one) => one.key === 'test');
    if (part === undefined || drawn.length < 2) {
      byId('overlay').remove();
      return;
    }
    const place = new Map(ranked.map((one, i) => [one, i]));
    const back = [...drawn].sort((a, b) => place.get(b) - place.get(a));
    byId('overlay').querySelector('figcaption').textContent = `${part.name === 'test' ? 'Test' : 'Validation'} losses of all trainings`;
    page.chart(
      byId('overlay').querySelector('.chart'),
      `${part.name} loss of ${drawn.length} trainings by epoch; that of ${ranked[0].name} is best.`,
      (colors) => ({
        legend: page.lineLegend(colors, ranked.slice(0, MAX_CURVES).map((one) => one.name)),
        grid: {left: 70, right: 20, top: 40, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'item',
          formatter: (item) => `${item.seriesName}\nepoch ${item.value[0]}: ${short(item.value[1])}`,
        }),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, max: Math.max(2, ...drawn.map((one) => one.history.length)), minInterval: 1}),
        yAxis: lossAxis(colors, drawn.flatMap((one) => one.history.map((epoch) => epoch[part.key].loss))),
        series: back.map((one) => {
          const rank = place.get(one);
          const line = rank < MAX_CURVES ? page.lineOf(colors, rank) : {color: colors.line, type: 'solid'};
          return {
            type: 'line',
            name: one.name,
            data: one.history.map((epoch) => [epoch.epoch, epoch[part.key].loss]),
            symbolSize: 5,
            itemStyle: {color: line.color},
            lineStyle: {width: one.trial.isChosen ? 3 : 1.5, type: line.type},
          };
        }),
      }),
    );
  }

  /** Linear, unless losses are very far apart. */
  function lossAxis(colors, losses) {
    return Math.max(...losses) > 30 * Math.min(...losses)
      ? page.spreadAxis(colors, '', losses)
      : page.axis(colors, '', {type: 'value', scale: true, axisLabel: {color: colors.text, hideOverlap: true, formatter: (tick) => short(tick, 6)}});
  }

  /** For each swept number, losses of training and validation rows against it. */
  function strengths() {
    const part = parts.find((one) => one.key === 'validation') ?? parts.find((one) => one.key === 'test');
    const tried = report.trials.filter((trial) => trial.chosen !== null);
    const keys = [...new Set(tried.flatMap((trial) => Object.keys(trial.settings)))].filter(
      (key) =>
        key !== 'seed' &&
        tried.every((trial) => typeof trial.settings[key] === 'number') &&
        new Set(tried.map((trial) => trial.settings[key])).size > 1,
    );
    if (part !== undefined) {
      keys.forEach((key) => strength(key, part, tried));
    }
  }

  /**
   * Losses against one setting: of each training a point, and lines through the best at each value,
   * with two standard errors of its held-out loss.
   */
  function strength(key, part, tried) {
    const values = [...new Set(tried.map((trial) => trial.settings[key]))].sort((a, b) => a - b);
    const best = values.map((value) => ({
      value,
      ...bestOf(tried.filter((trial) => trial.settings[key] === value), part),
    }));
    // Where 0 is among strengths of several sizes, they stand side by side.
    const isApart = values[0] <= 0 && values.length > 3 && values[values.length - 1] > 20 * values[1];
    const place = (value) => (isApart ? values.indexOf(value) : value);
    const valueAt = (at) => (isApart ? values[at] : at);
    const figure = element('figure', {}, element('figcaption', {}, `Loss against ${key}`), element('div', {class: 'chart', tabindex: '0'}));
    byId('strengths').append(figure);
    const least = best.reduce((a, b) => (b[part.key].loss < a[part.key].loss ? b : a));
    page.chart(
      figure.querySelector('.chart'),
      `Training and ${part.name} loss against ${key}; the ${part.name} loss is least at ${short(least.value)}.`,
      (colors) => ({
        legend: page.legend(colors),
        grid: {left: 70, right: 30, top: 40, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'item',
          formatter: (item) => `${item.seriesName} at ${short(valueAt(item.value[0]))}: ${short(item.value[1])}`,
        }),
        xAxis: isApart
          ? page.axis(colors, key, {type: 'category', boundaryGap: false, data: values.map((value) => short(value, 3)), axisLabel: {color: colors.text, hideOverlap: true}})
          : page.spreadAxis(colors, key, values),
        yAxis: page.axis(colors, 'loss', {type: 'value', scale: true, nameGap: 50}),
        series: [
          {key: 'training', name: 'training'},
          {key: part.key, name: part.name},
        ].flatMap((one, i) => {
          const color = colors.palette[parts.findIndex((other) => other.key === one.key)];
          return [
            ...(i === 1
              ? [
                  page.band(
                    `${one.name} ± 2 standard errors`,
                    color,
                    [
                      ...best.map((at) => [place(at.value), at[one.key].loss + NOISE * at.error]),
                      ...[...best].reverse().map((at) => [place(at.value), at[one.key].loss - NOISE * at.error]),
                    ],
                  ),
                ]
              : []),
            {
              type: 'line',
              name: one.name,
              data: best.map((at) => [place(at.value), at[one.key].loss]),
              symbolSize: 8,
              itemStyle: {color},
              lineStyle: {width: 2},
            },
            ...(tried.length > values.length
              ? [
                {
                  type: 'scatter',
                  name: `${one.name}, all`,
                  data: tried.map((trial) => [place(trial.settings[key]), trial.chosen[one.key].loss]),
                  symbolSize: 4,
                  itemStyle: {color, opacity: 0.5},
                },
                ]
              : []),
          ];
        }),
      }),
    );
  }

  /** The settings with the least mean held-out loss of some trainings, over their seeds. */
  function bestOf(trials, part) {
    const groups = [...new Set(trials.map((trial) => trial.setting))].map((setting) => trials.filter((trial) => trial.setting === setting));
    const means = groups.map((group) => {
      const held = group.map((trial) => trial.chosen[part.key].loss);
      return {
        trials: group,
        training: {loss: mean(group.map((trial) => trial.chosen.training.loss))},
        [part.key]: {loss: mean(held)},
        error: held.length > 1 ? spread(held) : group[0].chosen[part.key].lossError,
      };
    });
    return means.reduce((a, b) => (b[part.key].loss < a[part.key].loss ? b : a));
  }

  /** Bounds with as few digits as the width between them has, and steps that part it evenly. */
  function roundedExtent(min, max) {
    const unit = 10 ** Math.floor(Math.log10(max - min || 1));
    const digits = (value) => Number(value.toPrecision(12));
    const [low, high] = [Math.floor(min / unit), Math.ceil(max / unit)];
    const step = high - low <= 2 ? 0.25 : high - low <= 5 ? 0.5 : 1;
    return {min: digits(low * unit), max: digits(high * unit), interval: digits(step * unit)};
  }

  /** Curves of one training, on the axes of all. */
  function trialCurve(one, measure, extent) {
    const figure = element(
      'figure',
      {},
      element('figcaption', {}, `${one.name}: ${measure}`),
      element('div', {class: 'chart', tabindex: '0'}),
    );
    byId('trial-curves').append(figure);
    const longest = Math.max(2, ...data.curves.map((other) => other.history.length));
    epochChart(figure, `${measure} of ${one.name}`, parts, one.history, (measured) => measured[measure], longest, {axis: extent});
  }

  // Classes

  function className(k) {
    return data.classes.length > 0 ? data.classes[k] : String(k);
  }

  function confusion() {
    if (data.confusion.length === 0) {
      byId('confusion-section').remove();
      return;
    }
    const count = data.confusion.length;
    const names = data.confusion.map((_, k) => className(k));
    const cells = data.confusion.flatMap((row, label) => row.map((rows, predicted) => [predicted, label, rows]));
    const wrong = cells.filter((cell) => cell[0] !== cell[1]).sort((a, b) => b[2] - a[2])[0];
    const mostWrong = Math.max(1, wrong[2]);
    page.chart(
      byId('confusion').querySelector('.chart'),
      `Table of ${count} classes; most often ${className(wrong[1])} is taken for ${className(wrong[0])}, ${whole(wrong[2])} times.`,
      (colors) => ({
        grid: {left: 20, right: 20, top: 10, bottom: 40, containLabel: true},
        tooltip: page.tooltip(colors, {
          formatter: (item) => `${names[item.value[1]]}, predicted as ${names[item.value[0]]}: ${whole(item.value[2])}`,
        }),
        xAxis: page.axis(colors, 'predicted', {type: 'category', data: names, splitArea: {show: false}, axisLabel: {color: colors.text, interval: 0, rotate: count > 6 ? 45 : 0}, nameGap: 60}),
        yAxis: page.axis(colors, '', {type: 'category', data: names, inverse: true, axisLabel: {color: colors.text, interval: 0}}),
        // What is right would outshine all else: it has its own colour.
        series: [
          {
            type: 'heatmap',
            data: cells.map((cell) => ({
              value: cell,
              itemStyle: {color: cell[0] === cell[1] ? colors.line : shade(colors, cell[2] / mostWrong)},
              label: {color: cell[0] !== cell[1] && cell[2] / mostWrong > 0.5 ? colors.background : colors.text},
            })),
            label: {show: count <= 20, formatter: (item) => whole(item.value[2])},
          },
        ],
      }),
    );
    page.behind(byId('confusion'), 'Table of the classes', () =>
      page.table(
        'Test rows by class',
        [
          {name: 'class', text: true, value: (k) => className(k), show: (k) => className(k)},
          {name: 'rows', value: (k) => sum(data.confusion[k])},
          {name: 'predicted', value: (k) => sum(data.confusion.map((row) => row[k]))},
          {name: 'recall', value: (k) => share(data.confusion[k][k], sum(data.confusion[k])), show: (k) => percent(share(data.confusion[k][k], sum(data.confusion[k])))},
          {name: 'precision', value: (k) => share(data.confusion[k][k], sum(data.confusion.map((row) => row[k]))), show: (k) => percent(share(data.confusion[k][k], sum(data.confusion.map((row) => row[k]))))},
        ],
        [...data.confusion.keys()],
      ),
    );
  }

  /** Curves of hits against false alarms. */
  function roc() {
    const all = data.curvesOfClasses.map((curve, k) => ({...curve, name: className(k)})).filter((curve) => curve.area !== null);
    if (all.length === 0) {
      byId('roc-section').remove();
      return;
    }
    // Those of two classes are mirrored.
    const shown = data.curvesOfClasses.length === 2 ? all.slice(-1) : all;
    const drawn = shown.slice(0, MAX_CURVES);
    const rocName = (curve) => `${curve.name}, area ${short(curve.area)}`;
    const areas = shown.map((curve) => curve.area);
    byId('roc-note').textContent =
      shown.length === 1
        ? `The area under the curve is ${short(areas[0])}: the probability that a test row that is ${shown[0].name} has a higher score for it than one that is not.`
        : `Areas under the curves are ${short(Math.min(...areas))} to ${short(Math.max(...areas))}, ${short(sum(areas) / areas.length)} on average: an area is the probability that a test row of the class has a higher score for it than one of another class.` +
          (drawn.length < shown.length ? ` The first ${drawn.length} of ${shown.length} are drawn.` : '');
    page.chart(
      byId('roc').querySelector('.chart'),
      `Hits against false alarms; areas: ${drawn.map((curve) => `${curve.name} ${short(curve.area)}`).join(', ')}.`,
      (colors) => ({
        legend: page.lineLegend(colors, drawn.map(rocName)),
        grid: {left: 70, right: 20, top: 40, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'item',
          formatter: (item) => `${item.seriesName}\n${percent(item.value[1])} of its rows, ${percent(item.value[0])} of the others`,
        }),
        xAxis: page.axis(colors, 'share of the others', {type: 'value', min: 0, max: 1}),
        yAxis: page.axis(colors, 'share of its rows', {type: 'value', min: 0, max: 1, nameGap: 45}),
        series: drawn.map((curve, i) => {
          const line = page.lineOf(colors, i);
          return {
            type: 'line',
            name: rocName(curve),
            data: curve.points,
            symbolSize: 4,
            showSymbol: curve.points.length < 30,
            itemStyle: {color: line.color},
            lineStyle: {width: 2, type: line.type},
          };
        }),
      }),
    );
    if (shown.length > 1) {
      page.behind(byId('roc'), 'Table of the areas', () =>
        page.table(
          'Areas under the curves',
          [
            {name: 'class', text: true, value: (curve) => curve.name, show: (curve) => curve.name},
            {name: 'area', value: (curve) => curve.area},
          ],
          shown,
        ),
      );
    }
  }

  function sum(numbers) {
    return numbers.reduce((a, b) => a + b, 0);
  }

  function share(part, all) {
    return all === 0 ? 0 : part / all;
  }

  /** A colour of the page's scale. */
  function shade(colors, value) {
    const at = value * (colors.scale.length - 1);
    const low = Math.min(Math.floor(at), colors.scale.length - 2);
    return echarts.color.lerp(at - low, [colors.scale[low], colors.scale[low + 1]]);
  }

  // Images

  /** Draws planes of values 0 to 1, one of grey or three of colours. */
  function canvas(planes, height, width, alternative) {
    const made = element('canvas', {width: String(width), height: String(height), role: 'img', 'aria-label': alternative});
    const context = made.getContext('2d');
    const image = context.createImageData(width, height);
    for (let k = 0; k < height * width; k++) {
      for (let c = 0; c < 3; c++) {
        const plane = planes.length >= 3 ? planes[c] : planes[0];
        image.data[4 * k + c] = Math.round(255 * plane[k]);
      }
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return made;
  }

  function planes(values, size) {
    return Array.from({length: values.length / size}, (_, c) => values.slice(c * size, (c + 1) * size));
  }

  function confused() {
    if (data.confused.length === 0) {
      byId('confused-section').remove();
      return;
    }
    const [, height, width] = report.input;
    for (const image of data.confused) {
      const label = className(image.label);
      const predicted = className(image.predicted);
      byId('confused').append(
        element(
          'figure',
          {},
          canvas(planes(image.pixels, height * width), height, width, `An image of ${label}`),
          element('figcaption', {}, label, element('small', {}, `predicted as ${predicted}, ${percent(image.probability)}`)),
        ),
      );
    }
  }

  function filters() {
    if (data.filters.length === 0) {
      byId('filters-section').remove();
      return;
    }
    const largest = Math.max(...data.filters.map((filter) => Math.max(...filter.weights.map(Math.abs))));
    data.filters.forEach((filter, i) => {
      const size = filter.size * filter.size;
      const shown = planes(filter.weights.map((weight) => 0.5 + weight / (2 * largest)), size);
      byId('filters').append(element('figure', {}, canvas(shown, filter.size, filter.size, `Filter ${i + 1}`)));
    });
  }

  // Network and provenance

  function layers() {
    const rows = report.layers.map((layer, i) => ({...layer, position: i + 1}));
    byId('layers').append(
      page.table(
        'Layers',
        [
          {name: 'layer', value: (layer) => layer.position, show: (layer) => whole(layer.position)},
          {name: 'kind', text: true, value: (layer) => kind(layer), show: (layer) => kind(layer)},
          {name: 'output', text: true, value: (layer) => layer.output.join(' × '), show: (layer) => layer.output.join(' × ')},
          {name: 'parameters', value: (layer) => layer.parameters, show: (layer) => whole(layer.parameters)},
        ],
        rows,
      ),
    );
  }

  function kind(layer) {
    return Object.entries(layer.layer)
      .map(([key, value]) => (value === true ? key : `${key} ${value}`))
      .join(', ');
  }

  function provenance() {
    const made = report.provenance;
    page.facts(byId('provenance'), [
      ['input', page.input(made)],
    ['time zone', made.timeZone],
      ['rows', parts.map((part) => `${whole(report.rows[part.key])} ${part.name}`).join(', ')],
      ['seconds', Object.entries(report.seconds).map(([stage, seconds]) => `${stage} ${short(seconds, 3)}`).join(', ')],
      ['seed', String(made.seed)],
      ['job file', `SHA-256 ${made.configHash}`],
      ['made by', `Ridgeline ${made.ridgeline}, Spark ${made.spark} on ${made.master}, Java ${made.java}, ${made.started}`],
    ]);
    byId('job').textContent = data.job;
  }

  summary();
  course();
  curve('Loss', (measured) => measured.loss);
  if (hasClasses) {
    curve('Accuracy', (measured) => measured.accuracy);
  }
  rates();
  trials();
  confusion();
  roc();
  confused();
  filters();
  layers();
  provenance();
})();
