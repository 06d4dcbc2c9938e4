import type { Picture } from "#src/formats/picture/picture.ts";
import { type BusinessTx, type Database, transact } from "#src/platform/database.ts";
import { newToken } from "#src/platform/ids.ts";
import { getBusiness } from "./get-business.ts";
import { logoFromName, logoName } from "./logo.ts";

/** Puts a logo in the place of the one before, or takes it away; answers its name. */
export async function keepLogo(
  tx: BusinessTx,
  businessId: string,
  picture: Picture | null,
): Promise<string | null> {
  // two at once would both find the same one to replace
  await tx
    .selectFrom("businesses")
    .select("id")
    .where("id", "=", businessId)
    .forUpdate()
    .executeTakeFirst();
  const { logo: before } = await getBusiness(tx, businessId);
  if (before !== null) await tx.deleteFrom("directory").where("id", "=", before.name).execute();
  await tx.deleteFrom("logos").where("business_id", "=", businessId).execute();
  if (picture === null) return null;
  const name = logoName(newToken(), picture);
  const { bytes } = picture;
  await tx.insertInto("logos").values({ business_id: businessId, name, bytes }).execute();
  await tx.insertInto("directory").values({ id: name, business_id: businessId }).execute();
  return name;
}

/** The picture of a business that has one. */
export async function findLogo(tx: BusinessTx, businessId: string): Promise<Picture | null> {
  const row = await tx
    .selectFrom("logos")
    .select(["name", "bytes"])
    .where("business_id", "=", businessId)
    .executeTakeFirst();
  const logo = logoFromName(row?.name ?? null);
  if (!row || !logo) return null;
  const { type, width, height } = logo;
  return { type, width, height, bytes: row.bytes };
}

/** The picture under a public address; `null` for whatever is no logo of today. */
export async function findLogoByName(db: Database, name: string): Promise<Picture | null> {
  if (logoFromName(name) === null) return null;
  const owner = await db
    .selectFrom("directory")
    .select("business_id")
    .where("id", "=", name)
    .executeTakeFirst();
  if (!owner) return null;
  return transact(db, owner.business_id, async (tx) => {
    const { logo } = await getBusiness(tx, owner.business_id);
    return logo?.name === name ? findLogo(tx, owner.business_id) : null;
  });
}
