import { z } from 'zod'
import { CatalogueId, KebabId, ServiceId } from '../model/id.ts'
import { Certainty } from '../model/setting.ts'
import { Value } from '../model/value.ts'

// The recipe language: data that reads a console page into observations. No function, no script, no
// eval, ever. README.md beside this file explains it with examples. `extension/capture/` is its
// only interpreter.

const labels = z.array(z.string().min(1).max(200)).min(1).max(30)
const css = z.string().min(1).max(300)

/**
 * One way to find an element. A candidate counts only when it finds exactly one (or one radio
 * group); otherwise the next is tried. `role` + `name`: what assistive technology is told; names
 * are alternatives in the recipe's languages. `css`: an attribute that the product itself relies on
 * (`input[name="users_can_register"]`); says nothing of languages. `near` + `role`: structure. The
 * one control of this role in the smallest box that also shows one of the texts, for controls
 * nobody named.
 */
export const Locator = z.union([
  z.strictObject({ role: z.string().min(1).max(40), name: labels, within: css.optional() }),
  z.strictObject({ css }),
  z.strictObject({ near: labels, role: z.string().min(1).max(40), within: css.optional() }),
])
export type Locator = z.infer<typeof Locator>

/**
 * How the element is read. `checked` and `pressed` give a boolean, `selected` the chosen option's
 * label (or its value attribute with `by: value`), `text` the visible text or a text field's
 * content, `number` the number that it is, `list` the texts of list items or lines, `rows` one record
 * per table row, `chosen` the names of the checked boxes among several (each name of the candidate
 * must be found exactly once), `presence` whether anything was located at all.
 */
export const ReadKind = z.enum([
  'checked',
  'pressed',
  'selected',
  'text',
  'number',
  'list',
  'rows',
  'chosen',
  'presence',
])
export type ReadKind = z.infer<typeof ReadKind>

/**
 * One column of a table, by its heading's wordings: the field it becomes, and its wordings as
 * values (one not listed is `layout-not-recognised`).
 */
export const Column = z.strictObject({
  heading: labels,
  as: z.string().min(1).max(60),
  values: z.record(z.string(), Value).optional(),
})
export type Column = z.infer<typeof Column>

/**
 * From what the page says to the setting's type. Applied in this order: columns, least, pattern,
 * values, invert, unit, joined, into.
 */
export const ReadMap = z.strictObject({
  /** For `rows`: only these columns, each of which must be there. */
  columns: z.array(Column).min(1).max(20).optional(),
  /**
   * For `rows` with one column and `unit`: the smallest amount in it. A table without rows has
   * none, and gives `none` where that is said.
   */
  least: z.strictObject({ none: Value.optional() }).optional(),
  /** A regular expression over the text with exactly one group that is kept. */
  pattern: z.string().max(200).optional(),
  /**
   * Page wording (or option value) to setting value; a wording not listed is
   * `layout-not-recognised`, never passed on.
   */
  values: z.record(z.string(), Value).optional(),
  /** The box says the opposite of the setting. */
  invert: z.literal(true).optional(),
  /**
   * An amount in the setting's unit, by the words that follow its numbers or stand beside the field;
   * `*` for a number without a word.
   */
  unit: z.record(z.string(), z.number()).optional(),
  /** Between the texts of a list that the setting holds as one. */
  joined: z.string().max(10).optional(),
  /**
   * The value's place inside the setting's own shape: a value in which the text `$` stands for what
   * was read.
   */
  into: Value.optional(),
})
export type ReadMap = z.infer<typeof ReadMap>

export const SettingReading = z.strictObject({
  setting: CatalogueId,
  locate: z.array(Locator).min(1).max(10),
  read: ReadKind,
  by: z.enum(['label', 'value']).optional(),
  map: ReadMap.optional(),
  /**
   * The value where the page is recognised and the element is not there (an empty list shows no
   * table). Without it absence is `layout-not-recognised`.
   */
  absent: Value.optional(),
  /**
   * What stands on the page where nothing is set (a placeholder, an empty field), and the value
   * that means: null, unless given. Where none of these is there, the element is read. Or why that
   * is not known (`unknown`): a list without entries is then no value.
   */
  empty: z
    .union([
      z.strictObject({ locate: z.array(Locator).min(1).max(10), value: Value.default(null) }),
      z.strictObject({ unknown: z.string().min(1).max(300) }),
    ])
    .optional(),
  /**
   * For a list or table over several pages: what tells which of how many entries are shown (`21-40
   * of 57`), and what a person presses for the next ones. It is read page by page as the person
   * goes through them; nothing is ever pressed for them.
   */
  pages: z
    .strictObject({
      shown: z.array(Locator).min(1).max(10),
      next: z.array(Locator).min(1).max(10),
    })
    .optional(),
  /** What people read: only for a setting that differs from its recipe's certainty. */
  certainty: Certainty.optional(),
  /** Steps shown beside the control when there is no finding that carries some. */
  note: z.string().max(500).optional(),
})
export type SettingReading = z.infer<typeof SettingReading>

/**
 * Which pages a recipe speaks of. A host is exact (`github.com`), has one leading wildcard
 * (`*.example.com`), names a part (`:workspace.slack.com`), or is `{base}`: host and leading path
 * of the address in the tenant's own configuration. A path is a pattern of segments: literal,
 * `:name`, `*` (one), `**` (rest, at the end). Where a `:name` equals a key of the tenant's
 * configured target, its value must be the tenant's.
 */
const Where = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^(\{base\}|(\*\.|:[a-z]+\.)?[a-z0-9.-]+)$/,
          'a host, "*.host", ":name.host" or "{base}"',
        ),
    )
    .min(1),
  paths: z.array(z.string().startsWith('/')).min(1).default(['/**']),
  /**
   * Patterns like those of paths, for consoles that keep the page in the fragment: `/:env/settings`
   * fits `#/prod/settings` and `#!/prod/settings`. Where the tenant's own address has such a
   * fragment, what follows it. Without patterns every fragment below the tenant's fits.
   */
  fragments: z.array(z.string().startsWith('/')).min(1).optional(),
  /**
   * `key=value` pairs that the query must carry (`page=members`), where one path serves many pages.
   */
  query: z.record(z.string(), z.string()).optional(),
  /**
   * A visible heading, in any of these wordings, must be on the page: deep addresses move more
   * often than headings.
   */
  headings: labels.optional(),
})

/** What must be true of the page for a reading to count. */
const PageContext = z.strictObject({
  /**
   * Text of the signed-in account; recorded with the capture. Where it is given and not found,
   * nothing is read.
   */
  account: z.array(Locator).min(1).optional(),
  /**
   * Text that must contain the tenant's own value of one of the `tenantKeys` of its target (several
   * tenants behind one address).
   */
  tenant: z.array(Locator).min(1).optional(),
  tenantKeys: z.array(z.string()).optional(),
  /**
   * While any of these is there, the page is not ready. `aria-busy` and progress bars that do not
   * tell how far they are count too, for some seconds.
   */
  loading: z.array(Locator).optional(),
  /**
   * Tabs, pivots or tree items that must be the chosen ones: a page that shows one of several at a
   * time is read for the one that it shows.
   */
  showing: z.array(Locator).min(1).optional(),
  /** Any of these means a draft or an unsaved change: nothing is read. */
  unsaved: z.array(Locator).optional(),
  /**
   * Any of these in place of the page: the signed-in account may not see it, or the plan does not
   * have it. Every reading then says so; headings are not asked for.
   */
  forbidden: z.array(Locator).min(1).optional(),
  unsupported: z.array(Locator).min(1).optional(),
  /**
   * How a change becomes true. `instant`: the control saves by itself; what stood for some seconds,
   * with no question open and no request refused, counts. `submit`: a form that loads a page.
   * `button`: a save button in a page that stays.
   */
  save: z.enum(['instant', 'submit', 'button']),
  /** For `instant` without `unsaved`: what says that a change counts at once. */
  saveBasis: z.string().min(1).max(300).optional(),
  /**
   * For `button`: names of the save button. A change counts when it was pressed and one of `saved`
   * came after that. A recipe without `saved` needs more: the button went idle or away and stayed
   * so, and the page's requests were answered, none of them with a refusal.
   */
  saveButton: labels.optional(),
  saved: z.array(Locator).optional(),
})

export const Recipe = z
  .strictObject({
    id: KebabId,
    service: ServiceId,
    /** The console page in words: `Settings > General`. */
    title: z.string().min(1).max(200),
    /** Raised when the meaning of a reading changes; stands in every capture. */
    version: z.int().positive().default(1),
    where: Where,
    /**
     * Deep link for the round; `{key}` is a key of the tenant's target, `{base}` its address without
     * a trailing slash, `{resource}` the id of the thing that the page shows.
     */
    url: z.string().max(500).optional(),
    /**
     * Whose settings these are: the tenant's root resource; one whose id a `:name` of the path or
     * host gives (several may be joined: `:owner/:name`); or one whose name the page shows (`shown`),
     * where no part of the address does. Without that name nothing is read.
     */
    resource: z
      .strictObject({
        type: KebabId,
        id: z.string().max(200).optional(),
        shown: z.array(Locator).min(1).max(10).optional(),
      })
      .refine(
        resource => resource.id === undefined || resource.shown === undefined,
        'the address gives the id, or the page shows it: not both',
      ),
    context: PageContext,
    settings: z.array(SettingReading).min(1).max(100),
    /**
     * Languages (primary subtags) of the names and headings. On a page in another language only `css`
     * candidates are tried.
     */
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/))
      .min(1)
      .default(['en']),
    certainty: Certainty,
    /**
     * What the certainty rests on: a source, a documentation page, a product version it was run
     * against.
     */
    basis: z.string().min(1).max(500),
  })
  .refine(
    ({ context, settings }) =>
      settings.every(
        ({ pages, read, map }) =>
          !pages || (context.save === 'instant' && /^(?:list|rows)$/.test(read) && !map?.least),
      ),
    '`pages` is for `list` and `rows` where a change counts at once: what waits for a save on another page is out of sight',
  )
export type Recipe = z.infer<typeof Recipe>
/** A recipe as an author writes it: defaults may be left out. */
export type RecipeSource = z.input<typeof Recipe>

/** Certainty of one reading: its own, or its recipe's. */
export function certaintyOf(recipe: Recipe, setting: string): Certainty {
  return recipe.settings.find(item => item.setting === setting)?.certainty ?? recipe.certainty
}
