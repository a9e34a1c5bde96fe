'use strict';

/* global trainMeasures */
/* exported networkSection */

/** The layers of the network, and its provenance. */
const networkSection = (() => {
  const {whole, short, byId} = page;

  function kind(layer) {
    return Object.entries(layer.layer)
      .map(([key, value]) => (value === true ? key : `${key} ${value}`))
      .join(', ');
  }

  function layersTable(layers) {
    const output = (layer) => layer.output.join(' × ');
    return page.table(
      'Layers',
      [
        {name: 'layer', value: (layer) => layer.position, show: (layer) => whole(layer.position)},
        {name: 'kind', text: true, value: kind, show: kind},
        {name: 'output', text: true, value: output, show: output},
        {name: 'parameters', value: (layer) => layer.parameters, show: (layer) => whole(layer.parameters)},
      ],
      layers.map((layer, i) => ({...layer, position: i + 1})),
    );
  }

  function show(data) {
    const {report} = data;
    const made = report.provenance;
    byId('layers').append(layersTable(report.layers));
    page.facts(byId('provenance'), [
      ['input', page.input(made)],
      ['time zone', made.timeZone],
      ['rows', trainMeasures.partsOf(data).map((part) => `${whole(report.rows[part.key])} ${part.name}`).join(', ')],
      ['seconds', Object.entries(report.seconds).map(([stage, seconds]) => `${stage} ${short(seconds, 3)}`).join(', ')],
      ['seed', String(made.seed)],
      ['job file', `SHA-256 ${made.configHash}`],
      ['created by', `Ridgeline ${made.ridgeline}, Spark ${made.spark} on ${made.master}, Java ${made.java}, ${made.started}`],
    ]);
    byId('job').textContent = data.job;
  }

  return {show};
})();
