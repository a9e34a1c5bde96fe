'use strict';

/* exported matrixSection */

/** The errors of versions on partitions: as they are, and above the smallest on each partition. */
const matrixSection = (() => {
  const {whole, short, byId} = page;

  const RMSE = {key: 'rmse', text: (value) => short(value, 6), tick: (value) => short(value, 3)};
  const EXCESS = {key: 'excess', text: (value) => `${short(value, 3)} %`, tick: (value) => `${short(value, 2)} %`};

  /** The cells whose errors are numbers, with their positions. */
  function cellsOf({matrix}) {
    return matrix.rows.flatMap((row, x) => {
      const smallest = Math.min(...row.cells.map((cell) => cell.rmse).filter(Number.isFinite));
      return row.cells
        .map((cell, y) => ({
          x,
          y,
          partition: row.partition,
          version: matrix.versions[y],
          rmse: cell.rmse,
          excess: smallest > 0 ? 100 * (cell.rmse / smallest - 1) : 0,
          trained: cell.trained,
        }))
        .filter((cell) => Number.isFinite(cell.rmse));
    });
  }

  function scaleOf(colors, values, tick) {
    return {
      type: 'continuous',
      seriesIndex: 0,
      dimension: 2,
      min: Math.min(...values),
      max: Math.max(...values),
      orient: 'horizontal',
      left: 'center',
      top: 0,
      calculable: true,
      inRange: {color: colors.scale},
      textStyle: {color: colors.text},
      formatter: tick,
    };
  }

  /** Marks the partitions that versions were trained on; smaller where there are many. */
  function dots(colors, cells, count) {
    return {
      type: 'scatter',
      name: 'trained on',
      silent: true,
      data: cells.filter((cell) => cell.trained).map((cell) => [cell.x, cell.y]),
      symbolSize: Math.max(2, Math.min(7, 420 / count)),
      itemStyle: {color: colors.negative, borderColor: colors.background, borderWidth: 1},
      tooltip: {show: false},
    };
  }

  function matrixOption({matrix}, cells, {key, text, tick}, colors) {
    const categories = {type: 'category', splitArea: {show: false}, splitLine: {show: false}};
    return {
      grid: {left: 60, right: 24, top: 60, bottom: 50},
      tooltip: page.tooltip(colors, {
        formatter: (item) => {
          const cell = cells[item.dataIndex];
          return `${cell.partition}, version ${cell.version}${cell.trained ? ', trained on it' : ''}\n${text(cell[key])}`;
        },
      }),
      visualMap: scaleOf(colors, cells.map((cell) => cell[key]), tick),
      xAxis: page.axis(colors, 'partition', {
        ...categories,
        data: matrix.rows.map((row) => row.partition),
        axisLabel: {color: colors.text, hideOverlap: true},
      }),
      yAxis: page.axis(colors, 'version', {
        ...categories,
        data: matrix.versions.map(String),
        inverse: true,
        axisLabel: {color: colors.text, hideOverlap: true},
        nameGap: 40,
      }),
      series: [
        {type: 'heatmap', name: key, data: cells.map((cell) => [cell.x, cell.y, cell[key]]), progressive: 0},
        dots(colors, cells, matrix.rows.length),
      ],
    };
  }

  /** Of how many partitions each version has the smallest error, among those that no version has seen. */
  function bestNote({matrix}) {
    const unseen = matrix.rows.filter((row) => row.cells.every((cell) => !cell.trained));
    const best = unseen.map((row) => {
      const errors = row.cells.map((cell) => cell.rmse);
      return matrix.versions[errors.indexOf(Math.min(...errors.filter(Number.isFinite)))];
    });
    const counts = matrix.versions
      .map((version) => ({version, count: best.filter((each) => each === version).length}))
      .filter(({count}) => count > 0)
      .map(({version, count}) => `version ${version} on ${whole(count)}`);
    return counts.length === 0
      ? 'Each of these partitions was seen by some version in training.'
      : `Of the ${whole(unseen.length)} ${unseen.length === 1 ? 'partition' : 'partitions'} that none of these versions was trained on, the smallest error is that of ${counts.join(', ')}.`;
  }

  function errorsTable({matrix, label}) {
    return page.table(
      `RMSE of ${label} by partition and version`,
      [
        {name: 'partition', text: true, value: (row) => row.partition, show: (row) => row.partition},
        {name: 'rows', value: (row) => row.rows, show: (row) => whole(row.rows)},
        ...matrix.versions.map((version, k) => ({
          name: `version ${version}`,
          value: (row) => row.cells[k].rmse,
          show: (row) => `${short(row.cells[k].rmse, 6)}${row.cells[k].trained ? ' *' : ''}`,
        })),
      ],
      matrix.rows,
    );
  }

  function show(data) {
    const cells = cellsOf(data);
    const size = `${whole(data.matrix.versions.length)} versions on ${whole(data.matrix.rows.length)} partitions`;
    byId('best').textContent = bestNote(data);
    page.chart(
      byId('errors').querySelector('.chart'),
      `Heat map of the RMSE of ${data.label} of ${size}. ${bestNote(data)} The table below has all values.`,
      (colors) => matrixOption(data, cells, RMSE, colors),
    );
    page.chart(
      byId('excess').querySelector('.chart'),
      `Heat map of the percentage by which the RMSE of ${size} is above the smallest on each partition.`,
      (colors) => matrixOption(data, cells, EXCESS, colors),
    );
    page.behind(byId('errors-table'), 'Table of errors; * where the version was trained on the partition', () => errorsTable(data));
  }

  return {show};
})();
