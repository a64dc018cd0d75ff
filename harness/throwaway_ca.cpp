#include "harness/throwaway_ca.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace onefold::harness {
namespace {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* one) const { release(one); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION, X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO, BIO_free_all>>;

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

Key fixed_key(unsigned char filler) {
  std::array<unsigned char, 32> seed;  // of Ed25519, RFC 8032
  seed.fill(filler);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  require(key != nullptr, "make an Ed25519 key");
  return key;
}

void add_extension(X509& certificate, X509& issuer, int nid, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1, "extend a certificate");
}

Certificate blank_certificate(long serial, const char* name, EVP_PKEY& key) {
  Certificate certificate(X509_new());
  constexpr long version_3 = 2;
  bool made = certificate && X509_set_version(certificate.get(), version_3) == 1 &&
              ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial) == 1 &&
              ASN1_TIME_set_string(X509_getm_notBefore(certificate.get()), "20000101000000Z") == 1 &&
              ASN1_TIME_set_string(X509_getm_notAfter(certificate.get()), "20991231235959Z") == 1 &&
              X509_set_pubkey(certificate.get(), &key) == 1;
  require(made, "make a certificate");
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto* text = reinterpret_cast<const unsigned char*>(name);
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1,
          "name a certificate");
  return certificate;
}

void sign(X509& certificate, X509& issuer, EVP_PKEY& key) {
  require(X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) == 1, "name an issuer");
  require(X509_sign(&certificate, &key, nullptr) != 0, "sign a certificate");
}

template <class Write>
std::string pem(Write write) {
  Memory memory(BIO_new(BIO_s_mem()));
  require(memory && write(memory.get()) == 1, "write PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string alternative_names(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names) {
    const bool address = name.find_first_not_of("0123456789.") == std::string::npos;
    list += (list.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
  }
  return list;
}

}  // namespace

TlsMaterial make_tls_material(std::span<const std::string> names) {
  const Key ca_key = fixed_key(1);
  const Certificate ca = blank_certificate(1, "Onefold throw-away CA", *ca_key);
  add_extension(*ca, *ca, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(*ca, *ca, NID_key_usage, "critical,keyCertSign");
  sign(*ca, *ca, *ca_key);

  const Key key = fixed_key(2);
  const Certificate server = blank_certificate(2, "Onefold simulated venue", *key);
  add_extension(*server, *ca, NID_subject_alt_name, alternative_names(names));
  sign(*server, *ca, *ca_key);

  TlsMaterial material;
  material.ca = pem([&](BIO* out) { return PEM_write_bio_X509(out, ca.get()); });
  material.certificate = pem([&](BIO* out) { return PEM_write_bio_X509(out, server.get()); });
  material.private_key = pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return material;
}

}  // namespace onefold::harness
