// Durability of the virtual disk: syncs, crashes, and what the next life finds.
#include <algorithm>

#include "sim/os/disk.hpp"

namespace onefold::sim {
namespace {

bool unsynced_below(const Inode& inode) {
  if (!inode.directory) return inode.content.unsynced();
  return std::any_of(inode.entries.begin(), inode.entries.end(),
                     [](const auto& entry) { return unsynced_below(*entry.second); });
}

void add_tree(const Inode& inode, Digest& digest) {
  digest.add(inode.number);
  digest.add(inode.mode);
  digest.add(static_cast<std::uint64_t>(inode.modified_ns));
  digest.add(static_cast<std::uint64_t>(inode.changed_ns));
  if (!inode.directory) return inode.content.add_state(digest);
  digest.add(inode.entries.size());
  for (const auto& [name, child] : inode.entries) {
    digest.add_text(name);
    add_tree(*child, digest);
  }
  // Where a name leads that is durable: a file that is reached no other way has to be looked into too.
  digest.add(inode.durable.size());
  for (const auto& [name, child] : inode.durable) {
    digest.add_text(name);
    digest.add(child->number);
    if (!child->linked && !child->directory) child->content.add_state(digest);
  }
}

}  // namespace

bool Disk::unsynced() const {
  return !name_changes_.empty() || (root_ != nullptr && unsynced_below(*root_));
}

void Disk::settle(const InodePtr& inode, Unsynced unsynced) {
  if (frozen()) return;
  if (inode->directory) {
    settle_names(inode, unsynced);
  } else {
    inode->content.settle(unsynced);
  }
}

void Disk::sync_all() {
  if (frozen() || root_ == nullptr) return;
  settle_all_names(Unsynced::all);
  settle_contents(root_, Unsynced::all);
}

// A rename across directories is one change, so its other directory is settled with this one.
void Disk::settle_names(const InodePtr& directory, Unsynced unsynced) {
  std::vector<const Inode*> directories{directory.get()};
  const auto chosen = [&directories](const InodePtr& candidate) {
    return std::find(directories.begin(), directories.end(), candidate.get()) != directories.end();
  };
  for (bool grown = true; grown;) {
    grown = false;
    for (const NameChange& change : name_changes_) {
      if (change.other == nullptr || !chosen(change.directory) || chosen(change.other)) continue;
      directories.push_back(change.other.get());
      grown = true;
    }
  }
  apply_names([&chosen](const NameChange& change) { return chosen(change.directory); }, unsynced);
}

void Disk::settle_all_names(Unsynced unsynced) {
  apply_names([](const NameChange&) { return true; }, unsynced);
}

template <typename Chosen>
void Disk::apply_names(Chosen chosen, Unsynced unsynced) {
  if (unsynced == Unsynced::none) return;
  std::uint64_t missing = 0;
  if (unsynced == Unsynced::part) {
    for (const NameChange& change : name_changes_) {
      if (chosen(change)) missing = change.number;
    }
  }
  std::vector<NameChange> pending;
  for (NameChange& change : name_changes_) {
    if (!chosen(change) || change.number == missing) {
      pending.push_back(std::move(change));
    } else if (change.inode != nullptr) {
      change.directory->durable.insert_or_assign(change.name, change.inode);
    } else {
      change.directory->durable.erase(change.name);
    }
  }
  name_changes_ = std::move(pending);
}

void Disk::settle_contents(const InodePtr& inode, Unsynced unsynced) {
  if (!inode->directory) return inode->content.settle(unsynced);
  for (const auto& [name, child] : inode->entries) settle_contents(child, unsynced);
}

void Disk::freeze(bool power, Unsynced unsynced) {
  if (frozen()) return;
  root();
  overlay_ = ++overlays_made_;
  power_lost_ = power;
  unsynced_ = unsynced;
}

void Disk::touch(const InodePtr& inode) {
  if (!frozen() || inode->saved_in == overlay_) return;
  inode->saved_in = overlay_;
  saved_.push_back({inode, *inode});
}

void Disk::take_back_overlay() {
  for (Saved& saved : saved_) static_cast<InodeState&>(*saved.inode) = std::move(saved.state);
  saved_.clear();
  overlay_ = 0;
}

// What is durable becomes what is seen.
void Disk::drop_caches(const InodePtr& directory) {
  directory->entries = directory->durable;
  for (const auto& [name, child] : directory->entries) {
    child->parent = directory.get();
    child->name = name;
    child->linked = true;
    if (child->directory) {
      drop_caches(child);
    } else {
      child->content.settle(unsynced_);
      child->content.drop_cache();
    }
  }
}

void Disk::end_life() {
  if (!frozen()) return;
  take_back_overlay();
  if (!power_lost_) return;
  settle_all_names(unsynced_);
  name_changes_.clear();
  drop_caches(root_);
}

void Disk::begin_life(BootDisk boot) {
  end_life();
  working_directory_ = nullptr;
  mode_mask_ = 022;
  inodes_at_start_ = inodes_made_;
  if (boot != BootDisk::durable) {
    name_changes_.clear();
    discard(root_);
    if (boot == BootDisk::older && start_image_ != nullptr) root_ = copy_tree(start_image_);
  }
  discard(start_image_);
  if (root_ != nullptr) start_image_ = copy_tree(root_);
}

void Disk::add_state(Digest& digest) const {
  digest.add(inodes_made_);
  digest.add(mode_mask_);
  if (root_ != nullptr) add_tree(*root_, digest);
  digest.add(start_image_ == nullptr ? 0 : 1);
  if (start_image_ != nullptr) add_tree(*start_image_, digest);
  for (const NameChange& change : name_changes_) {
    digest.add(change.directory->number);
    digest.add_text(change.name);
    digest.add(change.inode == nullptr ? 0 : change.inode->number);
    digest.add(change.other == nullptr ? 0 : change.other->number);
  }
}

// Everything in the copy is durable, as in a restored backup.
InodePtr Disk::copy_tree(const InodePtr& inode) {
  InodePtr copy = std::make_shared<Inode>(inode->directory, inode->number);
  copy->mode = inode->mode;
  copy->modified_ns = inode->modified_ns;
  copy->changed_ns = inode->changed_ns;
  copy->name = inode->name;
  copy->linked = true;
  copy->content.write(0, inode->content.cached());
  copy->content.sync();
  for (const auto& [name, child] : inode->entries) {
    InodePtr child_copy = copy_tree(child);
    child_copy->parent = copy.get();
    copy->entries.emplace(name, child_copy);
  }
  copy->durable = copy->entries;
  return copy;
}

// Durable and cached names can form circles (a directory moved into what was its child): taken apart by hand.
void Disk::discard(InodePtr& tree) {
  std::vector<InodePtr> left;
  if (tree != nullptr) left.push_back(std::move(tree));
  tree = nullptr;
  while (!left.empty()) {
    const InodePtr inode = std::move(left.back());
    left.pop_back();
    for (auto& entry : inode->entries) left.push_back(std::move(entry.second));
    for (auto& entry : inode->durable) left.push_back(std::move(entry.second));
    inode->entries.clear();
    inode->durable.clear();
    inode->parent = nullptr;
    inode->linked = false;
  }
}

}  // namespace onefold::sim
