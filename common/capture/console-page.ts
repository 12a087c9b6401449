import type { CheckSource, Expectation, Severity } from '../model/check.ts'
import { defineCheck } from '../model/define-check.ts'
import { variableName } from '../model/id.ts'
import type { Certainty, Setting } from '../model/setting.ts'
import type { ValueType } from '../model/value.ts'
import { Recipe } from './recipe.ts'
import type { Locator, RecipeSource, SettingReading } from './recipe.ts'

// Services that are read by page only: one row says setting, reading and wish, so that the three
// cannot drift apart.

/** What is wanted of a setting, and which metric it speaks for. */
export type Want = {
  readonly metric: string
  readonly severity: Severity
  readonly expected: string
} & (
  | { readonly expect: Expectation }
  /** CEL over the setting's variable and `target`. */
  | { readonly test: (variable: string) => string; readonly target?: number }
)

/** One control of a console page. `label` is its wording there, with alternatives. */
export type ConsoleRow = {
  readonly name: string
  readonly title: string
  readonly label: readonly string[]
  readonly type: ValueType
  readonly read: Pick<SettingReading, 'read' | 'map' | 'absent' | 'empty'>
  readonly roles: readonly string[]
  readonly want?: Want | undefined
}

export type ConsolePage = {
  readonly id: string
  /** The place in the console's own words: `Settings > Security`. */
  readonly path: string
  readonly where: RecipeSource['where']
  readonly url?: string
  readonly context: RecipeSource['context']
  readonly certainty: Certainty
  readonly basis: string
  readonly rows: readonly ConsoleRow[]
}

/** The pages of one resource type of a service. */
export type Console = {
  readonly service: string
  readonly resource: string
  readonly pages: readonly ConsolePage[]
}

export const on = (metric: string, severity: Severity = 'medium'): Want => ({
  metric,
  severity,
  expect: { op: 'equals', value: true },
  expected: 'on',
})
export const off = (metric: string, severity: Severity = 'medium'): Want => ({
  metric,
  severity,
  expect: { op: 'equals', value: false },
  expected: 'off',
})
export const oneOf = (metric: string, severity: Severity, ...values: readonly string[]): Want => ({
  metric,
  severity,
  expect: { op: 'oneOf', value: values },
  expected: values.join(' or '),
})
/**
 * At most as long, or as many, as the metric's target. A wording that names no number has no end.
 * @param target in the metric's unit
 */
export const within = (
  metric: string,
  severity: Severity,
  target: number,
  unit: 'hours' | 'days' | 'of them',
): Want => ({
  metric,
  severity,
  target,
  test: variable =>
    unit === 'of them'
      ? `quantity(${variable}) <= target`
      : `hours(${variable}) <= target${unit === 'days' ? ' * 24.0' : ''}`,
  expected: spanText(target, unit),
})
/** At least as many as the metric's target, by a wording that is a number. */
export const atLeast = (metric: string, severity: Severity, wording: string): Want => ({
  metric,
  severity,
  test: variable => `quantity(${variable}) >= target`,
  expected: wording,
})
export const notEmpty = (metric: string, severity: Severity = 'medium'): Want => ({
  metric,
  severity,
  expect: { op: 'notEmpty' },
  expected: 'at least one entry',
})

/**
 * A save button with the message that tells that the service took the change: one of these wordings
 * in a part of the page that tells such things. Where none of them comes, a change counts once the
 * page is loaded again.
 */
export function savedBy(saveButton: readonly string[], ...more: readonly string[]) {
  const wordings = [
    ...more,
    'Saved',
    'Changes saved',
    'Your changes have been saved',
    'Changes have been saved',
    'Settings saved',
    'Settings updated',
    'Saved successfully',
    'Successfully saved',
  ]
  return {
    save: 'button',
    saveButton: [...saveButton],
    saved: ['status', 'alert'].map(role => ({ near: wordings, role })),
  } satisfies RecipeSource['context']
}

/** What a row of any kind says of itself. */
export type RowSource = Pick<ConsoleRow, 'name' | 'title' | 'want'> & {
  readonly label: string | readonly string[]
}

/** A switch or a box: on or off. */
export function toggle({ label, ...row }: RowSource): ConsoleRow {
  return {
    ...row,
    label: [label].flat(),
    type: { type: 'boolean' },
    read: { read: 'checked' },
    roles: ['switch'],
  }
}

/**
 * A choice shown as radio buttons or a drop-down; wordings that are not listed are not recognised.
 */
export function choice({
  label,
  wordings,
  ...row
}: RowSource & { readonly wordings: readonly string[] }): ConsoleRow {
  return {
    ...row,
    label: [label].flat(),
    type: { type: 'string', values: [...wordings] },
    read: {
      read: 'selected',
      map: { values: Object.fromEntries(wordings.map(word => [word, word])) },
    },
    roles: ['combobox', 'radiogroup'],
  }
}

/**
 * Entries of a list. Nobody has seen how such a page looks without them: a list that shows none is
 * no value.
 */
export function entries({ label, ...row }: RowSource): ConsoleRow {
  return {
    ...row,
    label: [label].flat(),
    type: { type: 'list', of: { type: 'string' } },
    read: { read: 'list', empty: { unknown: 'nobody has seen this list without entries yet' } },
    roles: ['list', 'listbox'],
  }
}

export function consoleSettings({ service, resource, pages }: Console): readonly Setting[] {
  return pages.flatMap(page =>
    page.rows.map(
      row =>
        ({
          id: `${service}.${resource}.${row.name}`,
          title: row.title,
          resource,
          type: row.type,
          console: {
            path: page.path,
            ...(page.url ? { url: page.url } : {}),
            certainty: page.certainty,
          },
        }) satisfies Setting,
    ),
  )
}

export function consoleChecks({ service, resource, pages }: Console): readonly CheckSource[] {
  return pages.flatMap(page =>
    page.rows.flatMap(row =>
      row.want
        ? [
            defineCheck({
              id: `${service}.${resource}.${row.name}`,
              title: `${row.title}: ${row.want.expected}`,
              metric: row.want.metric,
              severity: row.want.severity,
              reads: [row.name],
              ...judgementOf(row.want, variableName(`${service}.${resource}.${row.name}`)),
              expected: row.want.expected,
              steps: [
                `Open ${page.path}`,
                `Set "${row.label[0] ?? row.title}" to ${row.want.expected}`,
              ],
            }),
          ]
        : [],
    ),
  )
}

function judgementOf(
  want: Want,
  variable: string,
): Pick<CheckSource, 'expect' | 'test' | 'target'> {
  return 'expect' in want
    ? { expect: want.expect }
    : {
        test: want.test(variable),
        ...(want.target === undefined ? {} : { target: want.target }),
      }
}

/** `at most 12 hours`, `at most 15 minutes`, `at most 3`. */
function spanText(target: number, unit: 'hours' | 'days' | 'of them'): string {
  if (unit === 'of them') return `at most ${target}`
  return unit === 'hours' && target < 1
    ? `at most ${Math.round(target * 60)} minutes`
    : `at most ${target} ${unit}`
}

export function consoleRecipes({ service, resource, pages }: Console): readonly Recipe[] {
  return pages.map(page =>
    Recipe.parse({
      id: `${service}-${page.id}`,
      service,
      title: page.path,
      where: page.where,
      ...(page.url ? { url: page.url } : {}),
      resource: { type: resource },
      context: page.context,
      certainty: page.certainty,
      basis: page.basis,
      settings: page.rows.map(row => ({
        setting: `${service}.${resource}.${row.name}`,
        ...row.read,
        locate: locators(row),
      })),
    } satisfies RecipeSource),
  )
}

/** By accessible name first; then by the text beside a control that nobody named. */
function locators({ label, roles }: ConsoleRow): Locator[] {
  return [
    ...roles.map(role => ({ role, name: [...label] })),
    ...roles.map(role => ({ near: [...label], role })),
  ]
}
