/** ISO 3166-1 alpha-2 codes by the currency mostly invoiced in there. */
const BY_CURRENCY: Record<string, string> = {
  EUR: "AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA XK YT",
  USD: "AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI ZW",
  GBP: "GB GG IM JE GS",
  AUD: "AU CC CX HM KI NF NR TV",
  NZD: "CK NU NZ PN TK",
  CHF: "CH LI",
  DKK: "DK FO GL",
  NOK: "BV NO SJ",
  XAF: "CF CG CM GA GQ TD",
  XOF: "BF BJ CI GW ML NE SN TG",
  XPF: "NC PF WF",
  XCD: "AG AI DM GD KN LC MS VC",
  XCG: "CW SX",
  MAD: "EH MA",
  ILS: "IL PS",
};

const OWN = `AE:AED AF:AFN AL:ALL AM:AMD AO:AOA AR:ARS AW:AWG AZ:AZN BA:BAM BB:BBD BD:BDT BH:BHD
  BI:BIF BM:BMD BN:BND BO:BOB BR:BRL BS:BSD BT:BTN BW:BWP BY:BYN BZ:BZD CA:CAD CD:CDF CL:CLP CN:CNY
  CO:COP CR:CRC CU:CUP CV:CVE CZ:CZK DJ:DJF DO:DOP DZ:DZD EG:EGP ER:ERN ET:ETB FJ:FJD FK:FKP GE:GEL
  GH:GHS GI:GIP GM:GMD GN:GNF GT:GTQ GY:GYD HK:HKD HN:HNL HT:HTG HU:HUF ID:IDR IN:INR IQ:IQD IR:IRR
  IS:ISK JM:JMD JO:JOD JP:JPY KE:KES KG:KGS KH:KHR KM:KMF KP:KPW KR:KRW KW:KWD KY:KYD KZ:KZT LA:LAK
  LB:LBP LK:LKR LR:LRD LS:LSL LY:LYD MD:MDL MG:MGA MK:MKD MM:MMK MN:MNT MO:MOP MR:MRU MU:MUR MV:MVR
  MW:MWK MX:MXN MY:MYR MZ:MZN NA:NAD NG:NGN NI:NIO NP:NPR OM:OMR PA:PAB PE:PEN PG:PGK PH:PHP PK:PKR
  PL:PLN PY:PYG QA:QAR RO:RON RS:RSD RU:RUB RW:RWF SA:SAR SB:SBD SC:SCR SD:SDG SE:SEK SG:SGD SH:SHP
  SL:SLE SO:SOS SR:SRD SS:SSP ST:STN SY:SYP SZ:SZL TH:THB TJ:TJS TM:TMT TN:TND TO:TOP TR:TRY TT:TTD
  TW:TWD TZ:TZS UA:UAH UG:UGX UY:UYU UZ:UZS VE:VES VN:VND VU:VUV WS:WST YE:YER ZA:ZAR ZM:ZMW`;

const CURRENCY_OF = new Map<string, string>([
  ...Object.entries(BY_CURRENCY).flatMap(([currency, codes]) =>
    codes.split(" ").map((code): [string, string] => [code, currency]),
  ),
  ...OWN.split(/\s+/).map((pair): [string, string] => [pair.slice(0, 2), pair.slice(3)]),
]);

export function currencyOf(country: string): string {
  return CURRENCY_OF.get(country) ?? "EUR";
}

/** For a field that offers countries, by name. */
export const countryChoices = () => {
  const names = new Intl.DisplayNames("en", { type: "region" });
  return [...CURRENCY_OF.keys()]
    .filter((code) => code !== "XK")
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .toSorted((a, b) => a.label.localeCompare(b.label, "en"));
};

/** For a field that offers currencies: `EUR, euro`. */
export const currencyChoices = () => {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return [...new Set(CURRENCY_OF.values())]
    .toSorted()
    .map((code) => ({ value: code, label: `${code}, ${names.of(code) ?? code}` }));
};

export const timezoneChoices = () => Intl.supportedValuesOf("timeZone");

export function deviceTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The country of the device's language setting; `null` when it names none. */
export function deviceCountry(): string | null {
  const region = navigator.languages.map((tag) => new Intl.Locale(tag).region).find(Boolean);
  return region !== undefined && CURRENCY_OF.has(region) ? region : null;
}

/** The device's zone when the country has it, else the country's first. */
export function timezoneOf(country: string): string {
  const own = deviceTimezone();
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones?: () => string[];
  };
  const zones = locale.getTimeZones?.() ?? [];
  return zones.includes(own) ? own : (zones[0] ?? own);
}
