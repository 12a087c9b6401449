import { uuid5 } from '../uuid.ts'

/**
 * One document validates against every schema from 1.1.2 to 1.2.2; some tools take one version
 * only.
 */
export const oscalVersions = ['1.1.2', '1.1.3', '1.2.0', '1.2.1', '1.2.2'] as const
export type OscalVersion = (typeof oscalVersions)[number]

/**
 * How the documents refer to each other: side by side as files, or the referred one inside the
 * referring one.
 */
export type Linking = 'files' | 'embedded'

const namespace = 'urn:witnessmark:oscal'
export type Prop = {
  readonly name: string
  readonly ns: string
  readonly value: string
  readonly class?: string
  readonly group?: string
  readonly remarks?: string
}

/** A property of ours. OSCAL wants one line, neither empty nor with blanks at its ends. */
export function prop(name: string, value: string | number): Prop {
  return { name, ns: namespace, value: oneLine(String(value)) }
}

export function oneLine(text: string): string {
  return (
    text
      .replace(/[\s\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
      .trim()
      .toWellFormed() || '-'
  )
}

/**
 * A token (XML NCName): letter or underscore first, then letters, digits, dot, hyphen, underscore.
 */
export function token(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}._-]/gu, '-')
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`
}

/** `eucs:AM-01.1B` as a control id. */
export function controlId(framework: string, requirement: string): string {
  return token(`${framework}_${requirement}`)
}

export function objectiveId(framework: string, requirement: string): string {
  return `${controlId(framework, requirement)}_obj`
}

export function statementId(framework: string, requirement: string): string {
  return `${controlId(framework, requirement)}_smt`
}

/** An array that OSCAL allows: none instead of an empty one. */
export function some<K extends string, T>(
  key: K,
  items: readonly T[],
): { readonly [key in K]?: readonly T[] } {
  return items.length > 0 ? ({ [key]: items } as { readonly [key in K]: readonly T[] }) : {}
}

/** The tool itself, as every document names it. */
export const toolUuid = uuid5('component witnessmark')
export const platformUuid = uuid5('platform witnessmark')
