'use strict';

/* global sweepCurves, pathsChart */
/* exported pathsSection */

/** The coefficient paths: the controls above the chart, and the chart and table that they change. */
const pathsSection = (() => {
  const {whole, short, element, byId} = page;
  const {chosenIndex, kind} = sweepCurves;

  /** Index of the series of errors, which has a point for each cell. */
  const ERROR_SERIES = 1;

  function cellText(curve, step) {
    return (
      `regParam ${short(curve.regParams[step])}: error ${short(curve.cvm[step], 5)} ± ${short(curve.cvsd[step], 2)}, ` +
      `${whole(curve.nzero[step])} features`
    );
  }

  function strongestAt(path, step, terms, count) {
    return path.features
      .map((feature, k) => [terms[feature], path.at(k, step)])
      .filter((entry) => entry[1] !== 0)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
      .slice(0, count);
  }

  /** The position of the feature whose coefficient at a step is closest to a value. */
  function nearest(path, step, value) {
    const distance = (k) => Math.abs(path.at(k, step) - value);
    return [...path.features.keys()].reduce((best, k) => (distance(k) < distance(best) ? k : best), 0);
  }

  /** The result of a search for a feature in a path. */
  function sought(name, feature, path) {
    if (feature < 0) {
      return `There is no feature ${name}.`;
    }
    if (path.features.includes(feature)) {
      return `${name} is drawn as a thick line.`;
    }
    return path.omitted > 0
      ? `${name} is zero everywhere on this path, or one of the weaker features that are only in path.csv.`
      : `${name} is zero everywhere on this path.`;
  }

  function description({terms, sweep}, path, curve) {
    const isChosen = curve.elasticNetParam === sweep.selected.elasticNetParam && sweep.selected.regParam > 0;
    const strongest = path.features.slice(0, 5).map((feature) => terms[feature]).join(', ');
    const omitted = path.omitted > 0 ? ` ${whole(path.omitted)} weaker features are only in path.csv.` : '';
    return (
      `Paths of ${whole(path.features.length)} coefficients for elasticNetParam ${curve.elasticNetParam}, below the ` +
      `cross-validated error of the same cells${isChosen ? ', with the chosen cell marked' : ''}.` +
      `${strongest ? ` The strongest are ${strongest}.` : ''}${omitted} ` +
      'The slider above moves through the cells, and the table below has the named features.'
    );
  }

  function namedTable(terms, path, curve, named) {
    const columns = named.map((k) => ({
      name: terms[path.features[k]],
      value: (step) => path.at(k, step),
      show: (step) => short(path.at(k, step)),
    }));
    return page.table(
      `Standardised coefficients for elasticNetParam ${curve.elasticNetParam}`,
      [{name: 'regParam', value: (step) => curve.regParams[step]}, ...columns],
      [...curve.cvm.keys()],
    );
  }

  class PathsView {
    #data;
    #paths;
    #current;
    #sought = new Set();
    #pointed = null;
    #choice = byId('path-choice');
    #slider = byId('path-step');
    #search = byId('path-search');
    #chart;
    #remakeTable;

    constructor(data) {
      this.#data = data;
      this.#paths = data.paths.map(pathsChart.decoded);
      this.#current = chosenIndex(data);
      this.#fillControls();
      this.#drawChart();
      this.#listen();
      this.#remakeTable = page.behind(byId('paths'), 'Table of the named features along the path', () =>
        namedTable(data.terms, this.#path, this.#curve, pathsChart.namedPositions(this.#path, this.#sought)),
      );
      this.#describe();
    }

    get #path() {
      return this.#paths[this.#current];
    }

    get #curve() {
      return this.#data.curves[this.#current];
    }

    #fillControls() {
      const {curves, terms} = this.#data;
      this.#choice.append(
        ...curves.map((curve, i) => element('option', {value: i}, `${curve.elasticNetParam} (${kind(curve.elasticNetParam)})`)),
      );
      this.#choice.value = String(this.#current);
      byId('path-names').append(...terms.map((term) => element('option', {value: term})));
      this.#resetSlider();
    }

    #resetSlider() {
      const {sweep} = this.#data;
      this.#slider.max = String(this.#curve.cvm.length - 1);
      this.#slider.value = this.#current === chosenIndex(this.#data) ? String(sweep.selected.step) : this.#slider.max;
    }

    #drawChart() {
      this.#chart = page.chart(byId('paths').querySelector('.chart'), '', (colors) =>
        pathsChart.option(colors, this.#data, this.#path, this.#curve, this.#sought, (items) => this.#tooltipText(items)),
      );
      const surface = this.#chart.chart.getZr();
      surface.on('mousemove', (event) => {
        this.#pointed = [event.offsetX, event.offsetY];
      });
      surface.on('globalout', () => {
        this.#pointed = null;
      });
    }

    #listen() {
      this.#choice.addEventListener('change', () => {
        this.#current = Number(this.#choice.value);
        this.#resetSlider();
        this.#refresh();
      });
      this.#slider.addEventListener('input', () => {
        this.#showCell();
        this.#chart.chart.dispatchAction({type: 'showTip', seriesIndex: ERROR_SERIES, dataIndex: Number(this.#slider.value)});
      });
      this.#search.addEventListener('change', () => {
        byId('path-status').textContent = this.#search.value === '' ? '' : this.#seek(this.#search.value);
        this.#refresh();
      });
    }

    #seek(name) {
      const feature = this.#data.terms.indexOf(name);
      if (this.#path.features.includes(feature)) {
        this.#sought.add(feature);
        this.#search.value = '';
      }
      return sought(name, feature, this.#path);
    }

    #tooltipText(items) {
      const line = items.find((item) => item.seriesType === 'line' && item.value);
      const step = line ? this.#curve.regParams.indexOf(line.value[0]) : -1;
      if (step < 0) {
        return '';
      }
      const strongest = strongestAt(this.#path, step, this.#data.terms, 8).map(([term, value]) => `${term} ${short(value)}`);
      return [cellText(this.#curve, step) + this.#atPointer(step), ...strongest].join('\n');
    }

    #atPointer(step) {
      if (this.#pointed === null || this.#path.features.length === 0) {
        return '';
      }
      const place = this.#chart.chart.convertFromPixel({gridIndex: 1}, this.#pointed);
      if (!place || !this.#chart.chart.containPixel({gridIndex: 1}, this.#pointed)) {
        return '';
      }
      const k = nearest(this.#path, step, place[1]);
      return `\nat the pointer: ${this.#data.terms[this.#path.features[k]]} ${short(this.#path.at(k, step))}`;
    }

    #showCell() {
      byId('path-cell').textContent = cellText(this.#curve, Number(this.#slider.value));
    }

    #showChips() {
      byId('path-chips').replaceChildren(...[...this.#sought].map((feature) => this.#chip(feature)));
    }

    #chip(feature) {
      const term = this.#data.terms[feature];
      const chip = element('button', {type: 'button', 'aria-label': `Stop naming ${term}`}, `${term} ×`);
      chip.addEventListener('click', () => {
        this.#sought.delete(feature);
        this.#refresh();
        (byId('path-chips').querySelector('button') ?? this.#search).focus();
      });
      return chip;
    }

    #describe() {
      byId('paths').querySelector('.chart').setAttribute('aria-label', description(this.#data, this.#path, this.#curve));
      this.#showChips();
      this.#showCell();
    }

    #refresh() {
      this.#describe();
      this.#chart.draw();
      this.#remakeTable();
    }
  }

  return {show: (data) => new PathsView(data)};
})();
