/**
 * Arguments that make of the compiler's answers the cheapest: four checkers, its default, each find out
 * what they share anew, which costs more than they save where there are two cores.
 */
export const compilerArgs = ['--checkers', '1'] as const

/**
 * The environment of the compiler and the type-aware linter, which live shortly: a third of what they
 * cost is collecting memory that is given back soon anyway. Whoever sets GOGC is obeyed.
 */
export function compilerEnv(): NodeJS.ProcessEnv {
  return { ...process.env, GOGC: process.env['GOGC'] ?? '400' }
}
