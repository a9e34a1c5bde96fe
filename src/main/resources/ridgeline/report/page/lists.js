'use strict';

/* global pageText */
/* exported pageLists */

/** Definition lists, and the entries for a provenance. */
const pageLists = (() => {
  const {whole, short, element, unbroken} = pageText;

  /** Fills a definition list with texts [term, description, remark]. */
  function describe(list, entries) {
    for (const [term, description, remark] of entries) {
      const value = element('dd', {}, ...unbroken(description));
      if (remark) {
        value.append(element('small', {}, ...unbroken(remark)));
      }
      list.append(element('div', {}, element('dt', {}, term), value));
    }
  }

  /** Fills a flat definition list with texts [term, description]. */
  function facts(list, entries) {
    for (const [term, description] of entries) {
      list.append(element('dt', {}, term), element('dd', {}, ...unbroken(description)));
    }
  }

  /** The input of a provenance: the first files, and the number of files. */
  function input(provenance) {
    const files = provenance.files;
    const version = provenance.version === undefined ? [] : [provenance.version];
    const named = [...provenance.input, ...version].join(', ');
    return files === undefined
      ? named
      : `${whole(files.count)} ${files.count === 1 ? 'file' : 'files'}, ${whole(files.bytes)} bytes, newest ${files.newest}, fingerprint ${files.fingerprint}: ${named}${files.count > provenance.input.length ? ', ...' : ''}`;
  }

  /** Entries for the provenance of a fit; seconds: by stage. */
  function origin(provenance, seconds) {
    return [
      ['Ridgeline', provenance.ridgeline],
      ['Spark', `${provenance.spark} on ${provenance.master}, ${provenance.applicationId}`],
      ['Java', `${provenance.java}, BLAS ${provenance.blas}`],
      ['started', provenance.started],
      ['seconds', Object.entries(seconds).map(([stage, value]) => `${stage} ${short(value, 2)}`).join(', ')],
      ...(provenance.seed === undefined ? [] : [['seed of the folds', String(provenance.seed)]]),
      ['job file hash', provenance.configHash],
      ['input', input(provenance)],
      ['time zone', provenance.timeZone],
    ];
  }

  return {describe, facts, input, origin};
})();
