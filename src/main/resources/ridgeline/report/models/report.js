'use strict';

/* global matrixSection */

/** Fills the page of the errors of versions. */
(({data, byId}) => {
  const {name, label, versions, matrix} = data;
  document.title = `${name}: errors of ${matrix.versions.length} versions`;
  byId('name').textContent = name;
  byId('headline').textContent = `RMSE of ${label}, ${matrix.versions.length} versions on ${matrix.rows.length} partitions`;
  matrixSection.show(data);
  byId('versions').append(
    page.table(
      'Versions',
      [
        {name: 'version', value: (version) => version.number, show: (version) => String(version.number)},
        {name: 'date', text: true, value: (version) => version.date ?? '', show: (version) => version.date ?? ''},
        {name: 'aliases', text: true, value: (version) => version.aliases.join(', '), show: (version) => version.aliases.join(', ')},
      ],
      versions,
    ),
  );
})(page);
