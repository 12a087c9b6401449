/**
 * Recommendations of the CIS Google Workspace Foundations Benchmark 1.3 that ask for the same as a
 * policy: ids only, the texts are theirs.
 */
export const cisIds: Readonly<Record<string, readonly string[]>> = {
  'GWS.GMAIL.2.1v1': ['3.1.3.2.1'],
  'GWS.GMAIL.3.1v1': ['3.1.3.2.2'],
  'GWS.GMAIL.4.1v1': ['3.1.3.2.3'],
  'GWS.GMAIL.13.1v1': ['3.1.3.5.4'],
}
