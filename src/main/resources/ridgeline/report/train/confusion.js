'use strict';

/* global trainMeasures */
/* exported confusionSection */

/** The confusion matrix. */
const confusionSection = (() => {
  const {whole, byId} = page;
  const {className, percent, sum} = trainMeasures;

  /** A colour on the page's scale. */
  function shade(colors, value) {
    const at = value * (colors.scale.length - 1);
    const low = Math.min(Math.floor(at), colors.scale.length - 2);
    return echarts.color.lerp(at - low, [colors.scale[low], colors.scale[low + 1]]);
  }

  /** Correct predictions have their own colour because they would dominate the scale. */
  function drawnCell(colors, [predicted, label, rows], mostWrong) {
    const isWrong = predicted !== label;
    return {
      value: [predicted, label, rows],
      itemStyle: {color: isWrong ? shade(colors, rows / mostWrong) : colors.line},
      label: {color: isWrong && rows / mostWrong > 0.5 ? colors.background : colors.text},
    };
  }

  function confusionOption(names, cells, mostWrong, colors) {
    const count = names.length;
    return {
      grid: {left: 20, right: 20, top: 10, bottom: 40, containLabel: true},
      tooltip: page.tooltip(colors, {
        formatter: (item) => `${names[item.value[1]]}, predicted as ${names[item.value[0]]}: ${whole(item.value[2])}`,
      }),
      xAxis: page.axis(colors, 'predicted', {
        type: 'category',
        data: names,
        splitArea: {show: false},
        axisLabel: {color: colors.text, interval: 0, rotate: count > 6 ? 45 : 0},
        nameGap: 60,
      }),
      yAxis: page.axis(colors, '', {type: 'category', data: names, inverse: true, axisLabel: {color: colors.text, interval: 0}}),
      series: [
        {
          type: 'heatmap',
          data: cells.map((cell) => drawnCell(colors, cell, mostWrong)),
          label: {show: count <= 20, formatter: (item) => whole(item.value[2])},
        },
      ],
    };
  }

  function share(part, all) {
    return all === 0 ? 0 : part / all;
  }

  function classesTable(names, confusion) {
    const rows = (k) => sum(confusion[k]);
    const predicted = (k) => sum(confusion.map((row) => row[k]));
    const recall = (k) => share(confusion[k][k], rows(k));
    const precision = (k) => share(confusion[k][k], predicted(k));
    return page.table(
      'Test rows by class',
      [
        {name: 'class', text: true, value: (k) => names[k], show: (k) => names[k]},
        {name: 'rows', value: rows},
        {name: 'predicted', value: predicted},
        {name: 'recall', value: recall, show: (k) => percent(recall(k))},
        {name: 'precision', value: precision, show: (k) => percent(precision(k))},
      ],
      [...confusion.keys()],
    );
  }

  function show(data) {
    const {confusion} = data;
    if (confusion.length === 0) {
      byId('confusion-section').remove();
      return;
    }
    const names = confusion.map((_, k) => className(data, k));
    const cells = confusion.flatMap((row, label) => row.map((rows, predicted) => [predicted, label, rows]));
    const [predicted, label, rows] = cells.filter((cell) => cell[0] !== cell[1]).sort((a, b) => b[2] - a[2])[0];
    page.chart(
      byId('confusion').querySelector('.chart'),
      `Confusion matrix of ${confusion.length} classes; the most frequent confusion is ${names[label]} predicted as ${names[predicted]}, ${whole(rows)} times.`,
      (colors) => confusionOption(names, cells, Math.max(1, rows), colors),
    );
    page.behind(byId('confusion'), 'Table of the classes', () => classesTable(names, confusion));
  }

  return {show};
})();
