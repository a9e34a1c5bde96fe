'use strict';

/** Fills the report of a training. */
(() => {
  const {data, whole, short, element, byId} = page;
  const report = data.report;
  const history = data.history;

  /** Trainings whose curves are drawn; of more, there is the table. */
  const MOST_CURVES = 12;

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

  /** What is told of a part: the accuracy of classes, the R2 of numbers. */
  function quality(measured) {
    return hasClasses ? percent(measured.accuracy) : `R² ${short(1 - measured.loss)}`;
  }

  // The answer

  function summary() {
    const best = report.chosen;
    const stopped = report.stoppedEarly ? ', after which training stopped early' : '';
    const why = data.mayStopEarly ? `the best of ${report.epochs}${stopped}` : 'the last';
    const gap = best.test === null ? '' : generalisation(best);
    byId('summary').textContent = `The weights are those of epoch ${best.epoch}, ${why}. ${gap}`;
    page.describe(
      byId('figures'),
      parts.map((part) => [
        part.name,
        quality(best[part.key]),
        `loss ${short(best[part.key].loss)}, ${whole(part.rows)} rows`,
      ]),
    );
  }

  /** How much better the network is on rows that it has seen. */
  function generalisation(best) {
    const difference = hasClasses ? best.training.accuracy - best.test.accuracy : best.test.loss - best.training.loss;
    const told = hasClasses ? `${(100 * difference).toFixed(2)} percentage points of accuracy` : `${short(difference)} of R²`;
    return difference > 0
      ? `What it tells of training rows is better by ${told} than what it tells of the test: that much does not generalise.`
      : 'It is as good on the test as on training rows.';
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
        grid: {left: 70, right: 20, top: 40, bottom: 50},
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
          markLine: more.marked && i === 0 ? stoppingPoint(colors, value) : undefined,
        })),
      }),
    );
  }

  /** A line at the epoch whose weights were taken, with its label where the curves are not. */
  function stoppingPoint(colors, value) {
    const rises = value(history[history.length - 1].training) > value(history[0].training);
    return {
      silent: true,
      symbol: 'none',
      lineStyle: {color: colors.muted, type: 'dashed'},
      label: {formatter: 'weights taken', color: colors.muted, position: rises ? 'insideStartTop' : 'insideEndTop'},
      data: [{xAxis: report.chosen.epoch}],
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

  const ENDS = {DONE: 'all epochs', STOPPED: 'early stopping', POOR: 'worse than the median', DIVERGED: 'loss no number'};

  function trials() {
    if (report.trials.length === 0) {
      byId('trials-section').remove();
      return;
    }
    byId('trials-note').textContent =
      'All on the same rows; each measured with the weights that it would give to a model. ' +
      `The model is that of ${report.trials.find((trial) => trial.isChosen).name}.`;
    const measure = hasClasses ? 'accuracy' : 'loss';
    const show = (measured) => (hasClasses ? percent(measured.accuracy) : short(measured.loss));
    byId('trials').append(
      page.table(
        'Trainings',
        [
          {name: 'training', text: true, value: (trial) => trial.name, show: (trial) => trial.name},
          ...parts.map((part) => ({
            name: `${part.name} ${measure}`,
            value: (trial) => (trial.chosen === null ? null : trial.chosen[part.key][measure]),
            show: (trial) => (trial.chosen === null ? '' : show(trial.chosen[part.key])),
          })),
          {name: 'epoch', value: (trial) => (trial.chosen === null ? null : trial.chosen.epoch)},
          {name: 'epochs', value: (trial) => trial.epochs},
          {name: 'ended by', text: true, value: (trial) => ENDS[trial.ended], show: (trial) => ENDS[trial.ended]},
        ],
        report.trials,
      ),
    );
    const curves = data.curves.filter((one) => one.history.length > 0);
    if (curves.length <= MOST_CURVES) {
      const values = curves.flatMap((one) => one.history.flatMap((epoch) => parts.map((part) => epoch[part.key][measure])));
      const extent = roundedExtent(Math.min(...values), Math.max(...values));
      curves.forEach((one) => trialCurve(one, measure, extent));
    }
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
    const cells = data.confusion.flatMap((row, label) => row.map((rows, told) => [told, label, rows]));
    const wrong = cells.filter((cell) => cell[0] !== cell[1]).sort((a, b) => b[2] - a[2])[0];
    const mostWrong = Math.max(1, wrong[2]);
    page.chart(
      byId('confusion').querySelector('.chart'),
      `Table of ${count} classes; most often ${className(wrong[1])} is taken for ${className(wrong[0])}, ${whole(wrong[2])} times.`,
      (colors) => ({
        grid: {left: 20, right: 20, top: 10, bottom: 40, containLabel: true},
        tooltip: page.tooltip(colors, {
          formatter: (item) => `${names[item.value[1]]}, told as ${names[item.value[0]]}: ${whole(item.value[2])}`,
        }),
        xAxis: page.axis(colors, 'told', {type: 'category', data: names, splitArea: {show: false}, axisLabel: {color: colors.text, interval: 0, rotate: count > 6 ? 45 : 0}, nameGap: 60}),
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
          {name: 'told', value: (k) => sum(data.confusion.map((row) => row[k]))},
          {name: 'recall', value: (k) => share(data.confusion[k][k], sum(data.confusion[k])), show: (k) => percent(share(data.confusion[k][k], sum(data.confusion[k])))},
          {name: 'precision', value: (k) => share(data.confusion[k][k], sum(data.confusion.map((row) => row[k]))), show: (k) => percent(share(data.confusion[k][k], sum(data.confusion.map((row) => row[k]))))},
        ],
        [...data.confusion.keys()],
      ),
    );
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
      const told = className(image.predicted);
      byId('confused').append(
        element(
          'figure',
          {},
          canvas(planes(image.pixels, height * width), height, width, `An image of ${label}`),
          element('figcaption', {}, label, element('small', {}, `told as ${told}, ${percent(image.probability)}`)),
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
      ['input', made.input.join(', ')],
      ['rows', parts.map((part) => `${whole(report.rows[part.key])} ${part.name}`).join(', ')],
      ['seconds', Object.entries(report.seconds).map(([stage, seconds]) => `${stage} ${short(seconds, 3)}`).join(', ')],
      ['seed', String(made.seed)],
      ['job file', `SHA-256 ${made.configHash}`],
      ['made by', `Ridgeline ${made.ridgeline}, Spark ${made.spark} on ${made.master}, Java ${made.java}, ${made.started}`],
    ]);
    byId('job').textContent = data.job;
  }

  summary();
  curve('Loss', (measured) => measured.loss);
  if (hasClasses) {
    curve('Accuracy', (measured) => measured.accuracy);
  }
  rates();
  trials();
  confusion();
  confused();
  filters();
  layers();
  provenance();
})();
