/**
 * Sentences name commands as `witnessmark scan`; a person reads them as they can be typed where they
 * are read. Whoever shows a sentence asks this, so that no sentence has to know.
 * @param started how this program is started there, such as `npx witnessmark --home DIR`
 */
export function asTyped(text: string, started: string): string {
  return text.replace(
    /(?<![\w/.-]|npx |--silent )witnessmark (?=[a-z]|--help)/g,
    () => `${started} `,
  )
}

/** Says with each answer of the API how its agent was started, percent-encoded. */
export const STARTED_HEADER = 'witnessmark-started'
