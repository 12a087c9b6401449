import { bundleFormat } from './bundle.ts'
import { cisoAssistantFormat } from './ciso-assistant.ts'
import { csvFormat, requirementsFormat, statedFormat } from './csv.ts'
import type { ExportFormat } from './format.ts'
import { ocsfArrayFormat, ocsfFormat } from './ocsf.ts'
import { oscalFormat } from './oscal/oscal.ts'
import { reportFormat } from './report/report.ts'
import { sarifFormat } from './sarif.ts'
import { statementFormat } from './statement.ts'
import { xlsxFormat } from './xlsx.ts'

const table = {
  'bundle': bundleFormat,
  'html': reportFormat,
  'oscal': oscalFormat,
  'xlsx': xlsxFormat,
  'csv': csvFormat,
  'requirements': requirementsFormat,
  'stated': statedFormat,
  'statement': statementFormat,
  'ocsf': ocsfFormat,
  'ocsf-array': ocsfArrayFormat,
  'sarif': sarifFormat,
  'ciso-assistant': cisoAssistantFormat,
} satisfies Readonly<Record<string, ExportFormat>>

/** The word after `witnessmark export --format`. */
export type Format = keyof typeof table

/** Every format: how it is called, and who writes it. One line a format. */
export const exportFormats: Readonly<Record<Format, ExportFormat>> = table

export const formats = Object.keys(table) as readonly Format[]
