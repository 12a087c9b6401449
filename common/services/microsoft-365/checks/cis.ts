/**
 * Recommendations of the CIS Microsoft 365 Foundations Benchmark 7.0 that ask for the same as a
 * policy: ids only, the texts are theirs.
 */
export const cisIds: Readonly<Record<string, readonly string[]>> = {
  'MS.AAD.7.5v1': ['5.3.1'],
  'MS.EXO.2.2v3': ['2.1.8'],
  'MS.EXO.4.1v1': ['2.1.10'],
  'MS.DEFENDER.4.1v2': ['3.2.1'],
  'MS.SECURITYSUITE.3.1v1': ['3.2.1'],
  'MS.SHAREPOINT.1.2v1': ['7.2.4'],
  'MS.SHAREPOINT.2.1v1': ['7.2.7'],
  'MS.SHAREPOINT.2.2v1': ['7.2.11'],
  'MS.SHAREPOINT.3.3v2': ['7.2.10'],
  'MS.TEAMS.5.1v2': ['8.4.1'],
  'MS.TEAMS.5.2v2': ['8.4.1'],
  'MS.TEAMS.5.3v2': ['8.4.1'],
  'MS.POWERBI.1.1v1': ['9.1.4'],
  'MS.POWERBI.2.1v1': ['9.1.1'],
  'MS.POWERBI.3.1v1': ['9.1.2'],
  'MS.POWERBI.4.1v1': ['9.1.10'],
  'MS.POWERBI.4.2v1': ['9.1.11'],
  'MS.POWERBI.5.1v1': ['9.1.9'],
  'MS.POWERBI.6.1v1': ['9.1.5'],
  'MS.POWERBI.7.1v1': ['9.1.6'],
}
