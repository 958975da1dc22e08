// Places to share: a city, its country, degrees north and east.
const list = `Amsterdam|Netherlands|52.37|4.9
Athens|Greece|37.98|23.73
Auckland|New Zealand|-36.85|174.76
Bangkok|Thailand|13.76|100.5
Beijing|China|39.9|116.41
Berlin|Germany|52.52|13.4
Bogotá|Colombia|4.71|-74.07
Buenos Aires|Argentina|-34.6|-58.38
Cairo|Egypt|30.04|31.24
Cape Town|South Africa|-33.92|18.42
Chicago|United States|41.88|-87.63
Delhi|India|28.61|77.21
Denver|United States|39.74|-104.99
Dubai|United Arab Emirates|25.2|55.27
Dublin|Ireland|53.35|-6.26
Honolulu|United States|21.31|-157.86
Istanbul|Turkey|41.01|28.98
Jakarta|Indonesia|-6.21|106.85
Kathmandu|Nepal|27.72|85.32
Kyiv|Ukraine|50.45|30.52
Lagos|Nigeria|6.52|3.38
Lisbon|Portugal|38.72|-9.14
London|United Kingdom|51.51|-0.13
Los Angeles|United States|34.05|-118.24
Madrid|Spain|40.42|-3.7
Manila|Philippines|14.6|120.98
Mexico City|Mexico|19.43|-99.13
Mumbai|India|19.08|72.88
Nairobi|Kenya|-1.29|36.82
New York|United States|40.71|-74.01
Oslo|Norway|59.91|10.75
Paris|France|48.86|2.35
Reykjavik|Iceland|64.15|-21.94
Rome|Italy|41.9|12.5
Santiago|Chile|-33.45|-70.67
São Paulo|Brazil|-23.55|-46.63
Seoul|South Korea|37.57|126.98
Singapore|Singapore|1.35|103.82
St. John's|Canada|47.56|-52.71
Sydney|Australia|-33.87|151.21
Tokyo|Japan|35.68|139.69
Vienna|Austria|48.21|16.37
Warsaw|Poland|52.23|21.01
Zurich|Switzerland|47.38|8.54`;

export const places = list.split("\n").map((line) => {
  const [city, country, latitude, longitude] = line.split("|");
  return { city, country, latitude: Number(latitude), longitude: Number(longitude) };
});

// plain lets "sao" find "São".
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const find = (text) => {
  const wanted = plain(text.trim());
  return places.filter((p) => plain(`${p.city} ${p.country}`).includes(wanted));
};

// near is the city within about thirty kilometres, if there is one.
export const near = ({ latitude, longitude }) =>
  places.find((p) => Math.hypot(p.latitude - latitude, (p.longitude - longitude) * Math.cos((latitude * Math.PI) / 180)) < 0.3);
