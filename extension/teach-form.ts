import type { Scan } from './capture/locate.ts'
import { headingsOf, savingOf } from './teach/facts.ts'
import { form } from './teach/form.ts'
import type { Facts, Form } from './teach/form.ts'

/** @param names of the customer: no page is known by them @param send what was said */
export type MakeForm = (
  control: Element,
  page: Scan,
  names: readonly string[],
  facts: Omit<Facts, 'saving' | 'headings'>,
  send: Parameters<typeof form>[1],
) => Form

// The form of teach mode, a script of its own beside `teach.ts`.
;(globalThis as { witnessmarkForm?: MakeForm }).witnessmarkForm = (
  control,
  page,
  names,
  facts,
  send,
) =>
  form(
    { ...facts, saving: savingOf(control, page), headings: headingsOf(control, page, names) },
    send,
  )
