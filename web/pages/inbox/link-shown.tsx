import { Button, Modal } from "antd";
import { useState } from "react";
import type { LinkReply } from "#kernel/transfer/contract.ts";
import { dayText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";

/** Link and code of a receiver without an account: shown once, to be told by two different ways. */
export function LinkShown({ link, to, onClose }: Readonly<{ link: LinkReply; to: string; onClose: () => void }>) {
  const [copied, setCopied] = useState<string | null>(null);
  const address = location.origin + link.path;
  const copy = async (name: string, text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(name);
  };
  return (
    <Modal
      open
      title={t("链接和验证码", "Link and code")}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={<Button onClick={onClose}>{t("已告知，关闭", "Told; close")}</Button>}
    >
      <p className="work-intro">
        {t(
          `请把链接和验证码分别告知${to}（例如链接发公文、验证码打电话）。关闭后不再显示；遗失可重新发放，旧的随即失效。`,
          `Tell ${to} the link and the code by two different ways. They are not shown again; new ones can be issued and kill these.`,
        )}
      </p>
      <dl className="link-shown">
        <div>
          <dt>{t("链接", "Link")}</dt>
          <dd className="mono">{address}</dd>
        </div>
        <div>
          <dt>{t("验证码", "Code")}</dt>
          <dd className="link-code">{link.code}</dd>
        </div>
      </dl>
      <p>
        <Button onClick={() => void copy("link", address)}>
          {copied === "link" ? t("链接已复制", "Copied") : t("复制链接", "Copy the link")}
        </Button>{" "}
        <Button onClick={() => void copy("code", link.code)}>
          {copied === "code" ? t("验证码已复制", "Copied") : t("复制验证码", "Copy the code")}
        </Button>
      </p>
      <p className="quiet small">{t(`有效至 ${dayText(link.expires)}`, `Valid until ${dayText(link.expires)}`)}</p>
    </Modal>
  );
}
