import { nearest } from '../../nearest-names.ts'

// `Intl` lists one name of each zone; the API server knows the others too.
const OTHER_NAMES = `
Africa: Asmara Asmera Timbuktu
America: Atikokan Atka Buenos_Aires Catamarca Coral_Harbour Cordoba Ensenada Fort_Wayne Godthab Indianapolis Jujuy
  Knox_IN Louisville Mendoza Montreal Nipigon Nuuk Pangnirtung Porto_Acre Rainy_River Rosario Santa_Isabel Shiprock
  Thunder_Bay Virgin Yellowknife
America/Argentina: Buenos_Aires Catamarca ComodRivadavia Cordoba Jujuy Mendoza
America/Indiana: Indianapolis
America/Kentucky: Louisville
Antarctica: South_Pole
Asia: Ashkhabad Calcutta Choibalsan Chongqing Chungking Dacca Harbin Ho_Chi_Minh Istanbul Kashgar Kathmandu Katmandu
  Kolkata Macao Rangoon Saigon Tel_Aviv Thimbu Ujung_Pandang Ulan_Bator Yangon
Atlantic: Faeroe Faroe Jan_Mayen
Australia: ACT Canberra Currie LHI NSW North Queensland South Tasmania Victoria West Yancowinna
Brazil: Acre DeNoronha East West
Canada: Atlantic Central Eastern Mountain Newfoundland Pacific Saskatchewan Yukon
Chile: Continental EasterIsland
Etc: GMT GMT+0 GMT+1 GMT+2 GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 GMT+10 GMT+11 GMT+12 GMT-0 GMT-1 GMT-2 GMT-3
  GMT-4 GMT-5 GMT-6 GMT-7 GMT-8 GMT-9 GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT0 Greenwich UCT UTC Universal Zulu
Europe: Belfast Kiev Kyiv Nicosia Tiraspol Uzhgorod Zaporozhye
Mexico: BajaNorte BajaSur General
Pacific: Chuuk Enderbury Johnston Kanton Pohnpei Ponape Samoa Truk Yap
US: Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan Mountain Pacific Samoa
: CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran
  Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore
  Turkey UCT UTC Universal W-SU WET Zulu
`

let known: ReadonlySet<string> | undefined

/**
 * The names of the IANA time zones, old ones included, spelt as the API server wants them. `Intl` alone is no judge: it
 * takes `europe/berlin` and `+02:00`.
 *
 * @see https://www.iana.org/time-zones
 */
export function timeZoneNames(): ReadonlySet<string> {
  known ??= new Set([...Intl.supportedValuesOf('timeZone'), ...otherNames()])
  return known
}

function otherNames(): string[] {
  return OTHER_NAMES.trim()
    .split(/\n(?! )/u)
    .flatMap((line) => {
      const [region = '', names = ''] = line.split(':')
      return names
        .trim()
        .split(/\s+/u)
        .map((name) => (region === '' ? name : `${region}/${name}`))
    })
}

/** The zone that a wrong name most likely means: in other case, or misspelt. None for offsets and abbreviations. */
export function nearestTimeZone(name: string): string | undefined {
  const lower = name.toLowerCase()
  for (const zone of timeZoneNames()) if (zone.toLowerCase() === lower) return zone
  return /^[A-Za-z_/-]{5,}$/u.test(name) ? nearest(name, timeZoneNames()) : undefined
}
