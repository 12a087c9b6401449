/** The authority did not answer, or not with a stamp over what was sent: the checkpoint waits. */
export const stampProblems = [
  'stamp-refused',
  'stamp-too-large',
  'stamp-unanswered',
  'stamp-unfit',
] as const
