/** What Directus calls the languages of its app, in English, and their codes. */
export const languages: Readonly<Record<string, string>> = {
  'Afrikaans (South Africa)': 'af-ZA', 'Albanian (Albania)': 'sq-AL', 'Arabic (Saudi Arabia)': 'ar-SA', 'Bengali (India)': 'bn-IN', 'Bosnian (Bosnia and Herzegovina)': 'bs-BA',
  'Breton (France)': 'br-FR', 'Bulgarian (Bulgaria)': 'bg-BG', 'Catalan (Spain)': 'ca-ES', 'Chinese (Simplified)': 'zh-CN', 'Chinese (Traditional)': 'zh-TW',
  'Croatian (Croatia)': 'hr-HR', 'Czech (Czech Republic)': 'cs-CZ', 'Danish (Denmark)': 'da-DK', 'Dutch (Netherlands)': 'nl-NL', 'English (Canada)': 'en-CA',
  'English (United Kingdom)': 'en-GB', 'English (United States)': 'en-US', 'Esperanto': 'eo-UY', 'Estonian (Estonia)': 'et-EE', 'Faroese (Faroe Islands)': 'fo-FO',
  'Farsi (Iran)': 'fa-IR', 'Finnish (Finland)': 'fi-FI', 'French (Canada)': 'fr-CA', 'French (France)': 'fr-FR', 'Georgian (Georgia)': 'ka-GE',
  'German (Germany)': 'de-DE', 'Greek (Greece)': 'el-GR', 'Hebrew (Israel)': 'he-IL', 'Hindi (India)': 'hi-IN', 'Hungarian (Hungary)': 'hu-HU',
  'Icelandic (Iceland)': 'is-IS', 'Indonesian (Indonesia)': 'id-ID', 'Italian (Italy)': 'it-IT', 'Japanese (Japan)': 'ja-JP', 'Khmer (Cambodia)': 'km-KH',
  'Korean (Korea)': 'ko-KR', 'Kurdish Kurmanji (Turkey)': 'kmr-TR', 'Kurdish Sorani (Iraq)': 'ckb-IR', 'Lithuanian (Lithuania)': 'lt-LT', 'Malay (Malaysia)': 'ms-MY',
  'Marathi (India)': 'mr-IN', 'Mongolian (Mongolia)': 'mn-MN', 'Norwegian (Norway)': 'no-NO', 'Polish (Poland)': 'pl-PL', 'Portuguese (Brazil)': 'pt-BR',
  'Portuguese (Portugal)': 'pt-PT', 'Romanian (Romania)': 'ro-RO', 'Russian (Russian Federation)': 'ru-RU', 'Serbian (Cyrillic) (Serbia and Montenegro)': 'sr-SP', 'Serbian (Latin) (Serbia and Montenegro)': 'sr-CS',
  'Sinhala (Sri Lanka)': 'si-LK', 'Slovak (Slovakia)': 'sk-SK', 'Slovenian (Slovenia)': 'sl-SI', 'Spanish (Chile)': 'es-CL', 'Spanish (Latin America)': 'es-419',
  'Spanish (Mexico)': 'es-MX', 'Spanish (Spain)': 'es-ES', 'Swahili (Kenya)': 'sw-KE', 'Swahili (Tanzania)': 'sw-TZ', 'Swedish (Sweden)': 'sv-SE',
  'Tajik': 'tg-TJ', 'Thai (Thailand)': 'th-TH', 'Turkish (Turkey)': 'tr-TR', 'Ukrainian (Ukraine)': 'uk-UA', 'Vietnamese (Vietnam)': 'vi-VN',
}
