/** What is said around a finding's codes and values. */
export const about = {
  every: (type: string): string => `every ${type}`,
  longValue: (bytes: number): string => `… (${bytes} bytes)`,
  checkGone: (check: string): string => `(the catalogue no longer has the check ${check})`,
}
