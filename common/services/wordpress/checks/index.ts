import type { CheckSource } from '../../../model/check.ts'
import { accountChecks } from './accounts.ts'
import { discussionChecks } from './discussion.ts'
import { publishingChecks } from './publishing.ts'
import { registrationChecks } from './registration.ts'
import { softwareChecks } from './software.ts'

export const checks: readonly CheckSource[] = [
  ...registrationChecks,
  ...accountChecks,
  ...softwareChecks,
  ...discussionChecks,
  ...publishingChecks,
]
